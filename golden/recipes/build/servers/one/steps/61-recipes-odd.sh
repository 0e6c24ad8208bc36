# shellcheck shell=sh

step recipe-odd--runtime services 'recipe runtime in odd' odd
resource recipe odd runtime DIGEST files/recipes/runtime any 600 \
    param size 7

step recipe-odd--app services 'recipe app in odd' odd
resource recipe odd app DIGEST files/recipes/app.2 'debian ubuntu' 600 \
    param mode tcp \
    secret key app_key \
    param fast true \
    param port 8080
