/* The table of recipes that LStacker ships. */
#include "base/recipe.h"

#include <string.h>

/* Sorted by name. */
const struct recipe recipes[] = {
    {"angular-cli", "apt", true},   {"apache2", "apt", true},     {"bind9", "apt", true},
    {"centos-update", "yum", true}, {"check-mk", "apt", true},    {"docker", "apt", true},
    {"etcd", "apt", true},          {"graylog", "apt", true},     {"haproxy", "apt", true},
    {"jenkins", "apt", true},       {"mariadb", NULL, false},     {"mongodb", "apt", true},
    {"mysql", "apt", true},         {"nexus", "apt", true},       {"node", NULL, false},
    {"npm", "apt", true},           {"omd", "apt", true},         {"open-jdk8", "apt", true},
    {"openjdk", NULL, false},       {"openldap", "apt", true},    {"oracle", "yum", true},
    {"postgres", "apt", true},      {"prometheus", "apt", true},  {"rabbit-mq", "apt", true},
    {"salt-master", "apt", true},   {"salt-minion", "apt", true}, {"sonarqube", "apt", true},
    {"ubuntu-update", "apt", true}, {"update", NULL, false},      {"webmin", "apt", true},
    {"yeoman", "apt", true},
};
const size_t recipe_count = sizeof recipes / sizeof *recipes;

const struct recipe *recipe_find(const char *name)
{
    for (size_t i = 0; i < recipe_count; i++)
        if (strcmp(recipes[i].name, name) == 0)
            return &recipes[i];
    return NULL;
}
