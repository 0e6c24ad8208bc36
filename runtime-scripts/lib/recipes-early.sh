# shellcheck shell=sh
# Recipes of the server itself that come before all else, as packages and images may be out of reach
# without them: those of the kind recipe_early. They are recipes as in lib/recipes.sh; but to look at
# them, no container manager needs to answer, which may not even be there yet.

family early recipe_early

early_read() {
    [ "$verb" != undo ] && recipe_to_ask - || return 0
    recipe_prepare -
    side_by_side recipe_ask -
    recipe_told -
}

early_forget() {
    recipe_forget -
}

recipe_early_declare() { recipe_declare "$@"; }
recipe_early_describe() { recipe_describe "$@"; }
recipe_early_probe() { recipe_probe "$@"; }
recipe_early_apply() { recipe_apply "$@"; }
recipe_early_flush() { recipe_flush; }
recipe_early_undo() { recipe_undo "$@"; }
