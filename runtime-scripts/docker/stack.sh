# shellcheck shell=sh disable=SC2154
# Runs on a manager: deploys a stack, or takes it away.
#   $verb      deploy or remove
#   $stack     LStacker's
#   $name      of the stack in the swarm
#   $server    deploy: whose bundle it is
#   $dir       deploy: where its files are; gone afterwards
#   $file      deploy: the compose file in there; lstacker-override.yml is beside it
#   $digest    deploy: of all that
#   $names     deploy: names of its secrets in the swarm, separated by blanks, in the order of the
#              variables lstacker_secret_N of the override
#   $limit     seconds until all of it must run
#   secrets    deploy: a function that calls secret() for each of them

ours=label=com.docker.stack.namespace=$name

# versioned FILE : prints it, with the version of the format that the compose file says, or one that every
# Docker takes: both files must say the same
versioned() {
    printf 'version: "%s"\n' "$version"
    cat -- "$1"
}

# version_find -> $version : what the compose file says, which gets one if it says none. Fails with a message
# where that cannot be told without reading all of YAML.
version_find() {
    LC_ALL=C awk "$version_awk" "$dir/$file" >"$dir/$file.lstacker" || {
        printf '%s: %s\n' "$file" "$(cat -- "$dir/$file.lstacker")"
        return 1
    }
    version=$(head -n 1 -- "$dir/$file.lstacker")
    tail -n +2 -- "$dir/$file.lstacker" >"$dir/$file.new" && mv -- "$dir/$file.new" "$dir/$file" &&
        rm -- "$dir/$file.lstacker"
}

# It prints the version, then the file. The first line with content tells how the top level is written:
# in block style, indented by so much, or in flow style (as JSON is).
# shellcheck disable=SC2016 # dollars of awk
version_awk='
    function fail(text) {
        if (!failed)
            print text ": write it in block style, and `version: \"3.8\"` as its first line"
        failed = 1
        exit 1
    }
    # key(text) : a version there; what follows it is in rest
    function key(text) {
        if (!match(text, /^(version|"version"|\047version\047)[ \t]*:/))
            return 0
        rest = substr(text, RLENGTH + 1)
        return 1
    }
    function take(text) {
        sub(/^[ \t]*/, "", text)
        while (match(text, /^[&!][^ \t]*[ \t]+/))
            text = substr(text, RLENGTH + 1)
        sub(/^["\047]/, "", text)
        if (!match(text, /^3(\.[0-9]+)?/) || substr(text, RLENGTH + 1) !~ /^["\047]?[ \t\r]*([,}].*|[ \t]#.*)?$/)
            fail("a swarm takes version 3 of compose files only, and that as a plain number")
        version = substr(text, 1, RLENGTH)
    }
    NR == 1 { sub(/^\357\273\277/, "") }
    { line[NR] = $0 }
    /^[ \t\r]*(#.*)?$/ || (!first && (/^%/ || /^---[ \t\r]*$/ || /^---[ \t]+#/)) { next }
    !first {
        first = NR
        match($0, /^ */)
        indent = RLENGTH
        flow = substr($0, indent + 1, 1) == "{"
        if ($0 ~ /^---/ || substr($0, indent + 1, 1) ~ /[-\t?!&*|>]/)
            fail("how its top level is written is not understood")
        if (flow) {
            text = substr($0, indent + 2)
            sub(/^[ \t\r]*/, "", text)
            second = text == "" ? -1 : 0
            if (text != "" && key(text))
                take(rest)
            else if (text ~ /version/)
                fail("where a version is, in flow style, is not told")
            next
        }
    }
    flow && version == "" && /version/ {
        text = $0
        sub(/^[ \t]*/, "", text)
        if (second < 0 && key(text))
            take(rest)
        else
            fail("where a version is, in flow style, is not told")
    }
    flow { second = 0 }
    !flow && version == "" {
        match($0, /^ */)
        if (RLENGTH == indent && key(substr($0, indent + 1)))
            take(rest)
    }
    END {
        if (failed)
            exit 1
        if (!first)
            fail("it is empty")
        added = version == ""
        if (added)
            version = "3.8"
        print version
        for (i = 1; i <= NR; i++) {
            if (added && i == first && flow)
                sub(/\{/, "{\"version\": \"3.8\", ", line[i])
            else if (added && i == first)
                print substr(line[i], 1, indent) "version: \"3.8\""
            print line[i]
        }
    }'

stamp_remove() {
    docker config ls -q --filter "label=lstacker.stamp=$name" | while read -r config; do
        docker config rm "$config" >/dev/null </dev/null
    done
}

stamp_write() {
    printf 'lstacker\n' | docker config create --label "lstacker.stamp=$name" --label "lstacker.stack=$stack" \
        --label "lstacker.server=$server" --label "lstacker.digest=$digest" \
        --label "lstacker.services=$(docker service ls --filter "$ours" --format '{{.Name}}' | sort | tr '\n' ' ')" \
        "$(printf 'lstacker-%.55s' "$name")" - >/dev/null
}

deploy() {
    trap 'rm -rf -- "$dir"' EXIT
    version_find || return
    versioned "$dir/lstacker-override.yml" >"$dir/lstacker-override.new" &&
        mv -- "$dir/lstacker-override.new" "$dir/lstacker-override.yml" || return
    number=0
    for secret in $names; do
        export "lstacker_secret_$number=$secret"
        number=$((number + 1))
    done
    stamp_remove
    secrets || return
    (cd "$dir" && docker stack deploy --prune --with-registry-auth -c "$file" -c lstacker-override.yml "$name") ||
        return
    converge || return
    stamp_write && sweep
}

# running : do all services run as many tasks as they shall, and is no update under way? More of them
# seem to run while nodes are down.
running() {
    docker service ls --filter "$ours" --format '{{.Replicas}}' | awk '
        {
            split($1, part, "/")
            if (part[1] + 0 < part[2] + 0 && $0 !~ /completed/) bad = 1
        }
        END { exit bad + 0 }' || return 1
    states=$(docker service ls -q --filter "$ours" | xargs -r docker service inspect \
        --format '{{with .UpdateStatus}}{{.State}}{{end}}')
    case $states in
    *updating* | *rollback_started* | *paused*) return 1 ;;
    esac
}

converge() {
    tries=$limit
    until running; do
        case ${states-} in
        *paused*) break ;;
        esac
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || break
        sleep 1
    done
    ! running || return 0
    echo "not all of $name runs after $((limit - tries)) seconds:"
    docker service ls --filter "$ours" --format '{{.Name}} {{.Replicas}}'
    docker stack ps --no-trunc "$name" --format '{{.Name}} on {{.Node}}: {{.CurrentState}} {{.Error}}' | awk '!seen[$0]++' | head -n 12
    return 1
}

# sweep : configs and secrets of earlier contents; what is still used cannot be removed
sweep() {
    docker config ls --filter "$ours" --format '{{.Name}}' | while read -r config; do
        docker config rm "$config" >/dev/null 2>&1
    done
    docker secret ls --filter "label=lstacker.deploy=$name" --format '{{.Name}}' | while read -r secret; do
        case " ${names-} " in
        *" $secret "*) ;;
        *) docker secret rm "$secret" >/dev/null 2>&1 ;;
        esac
    done
    return 0
}

# volumes : names of those that its services use; they stay
volumes() {
    docker service ls -q --filter "$ours" | xargs -r docker service inspect \
        --format '{{range .Spec.TaskTemplate.ContainerSpec.Mounts}}{{if eq .Type "volume"}}{{.Source}} {{end}}{{end}}' |
        tr -s ' \n' '\n' | sort -u | tr '\n' ' '
}

is_gone() {
    [ -z "$(docker service ls -q --filter "$ours"; docker network ls -q --filter "$ours")" ]
}

remove() {
    kept=$(volumes)
    docker stack rm "$name" || return
    tries=120
    until is_gone; do
        tries=$((tries - 1))
        if [ "$tries" -le 0 ]; then
            echo "its services or networks are still there after 120 seconds"
            return 1
        fi
        sleep 1
        # A network that tasks still used is left behind.
        [ "$((tries % 5))" -ne 0 ] || docker network ls -q --filter "$ours" | xargs -r docker network rm >/dev/null 2>&1
    done
    stamp_remove
    sweep
    [ -z "${kept# }" ] || printf 'volumes %s\n' "$kept"
}

# secret NAME VALUE : makes it, unless it is there
secret() {
    docker secret inspect "$1" >/dev/null 2>&1 || printf %s "$2" |
        docker secret create --label "lstacker.stack=$stack" --label "lstacker.deploy=$name" "$1" - >/dev/null
}

"$verb" </dev/null
