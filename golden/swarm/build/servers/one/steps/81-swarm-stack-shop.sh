# shellcheck shell=sh

step swarm-stack-shop deploy 'stack shop' manager-1
resource swarm_stack manager-1 shop 377ae9dfecf8720e47112a5e7d2f901d614b917819335ac16b9685c40d104ed3 files/stacks/shop compose.yml secret db_password
