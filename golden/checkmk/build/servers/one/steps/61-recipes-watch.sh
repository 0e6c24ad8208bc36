# shellcheck shell=sh

step recipe-watch--omd services 'recipe omd in watch' watch data
resource recipe watch omd DIGEST files/recipes/omd 'debian ubuntu' 1800 \
    param version 2.4.0p18 \
    param sha256 fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210 \
    secret password cmkadmin \
    param site odd_name_of_a_st \
    param port 5000

step recipe-watch--checkmk-hosts services 'recipe checkmk-hosts in watch' watch
resource recipe watch checkmk-hosts DIGEST files/recipes/checkmk-hosts 'debian ubuntu' 1800 \
    param site odd_name_of_a_st \
    file hosts files/recipes/checkmk-hosts.hosts
