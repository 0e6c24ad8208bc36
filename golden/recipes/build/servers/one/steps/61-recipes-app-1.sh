# shellcheck shell=sh

step recipe-app-1--runtime services 'recipe runtime in app-1' app-1
resource recipe app-1 runtime DIGEST files/recipes/runtime any 600 \
    param size 3

step recipe-app-1--app services 'recipe app in app-1' app-1
resource recipe app-1 app DIGEST files/recipes/app 'debian ubuntu' 600 \
    param mode http \
    param key '' \
    param fast true \
    param port 8080
