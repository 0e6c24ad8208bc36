# shellcheck shell=sh

step server-recipe-runtime services 'recipe runtime'
resource recipe '-' runtime DIGEST files/recipes/runtime any 600 \
    param size 3
