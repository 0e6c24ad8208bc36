# shellcheck shell=sh

step recipe-null--bites services 'recipe bites in null' null
# shellcheck disable=SC1003,SC2016 # values: meant as they are
resource recipe null bites DIGEST files/recipes/bites any 600 \
    param subst '$(reboot)' \
    param backquote '`id`' \
    param single 'it'\''s' \
    param both ''\''"'\''"$(id)\'\''' \
    param newlines 'one
two

 three
' \
    param tab 'a	b	' \
    param percent '%s %d %% %n' \
    param backslashes '\ \\ \n \t \0 \x41 \' \
    param dash '--option=value' \
    param utf8 'größe 日本 😀   .' \
    param dollar '$HOME ${HOME} $$ $1 $@ $?' \
    param glob '* ? [a-z] ~ {a,b}' \
    param semicolon '; reboot & reboot | reboot > /dev/null < x # y' \
    param blanks '  both ends  ' \
    param empty '' \
    param eof 'EOF
'\''EOF'\''
"
EOF
' \
    param word item \
    list items \
    item items '$(reboot)' \
    item items '`id`' \
    item items 'it'\''s' \
    item items '-n' \
    item items param \
    item items 'a b' \
    item items '\' \
    item items '*' \
    item items '; x' \
    list none
