# shellcheck shell=sh

step recipe-app-2--runtime services 'recipe runtime in app-2' app-2
resource recipe app-2 runtime DIGEST files/recipes/runtime any 600 \
    param size 3

step recipe-app-2--app services 'recipe app in app-2' app-2
resource recipe app-2 app DIGEST files/recipes/app 'debian ubuntu' 600 \
    param mode http \
    param key '' \
    param fast true \
    param port 8080
