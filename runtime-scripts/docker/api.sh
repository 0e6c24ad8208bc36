# shellcheck shell=sh
# Runs where Docker does. What must be on no argument list goes to the daemon itself: the command
# line of a process is everybody's to read.

# api METHOD PATH : the body on standard input; prints the answer and, on a line of its own, its status
api() {
    if command -v curl >/dev/null; then
        curl -s --noproxy '*' --max-time 90 --unix-socket /var/run/docker.sock -X "$1" \
            -H 'Content-Type: application/json' --data-binary @- -w '\n%{http_code}\n' "http://docker$2"
    else
        perl -e "$api_perl" "$1" "$2"
    fi
}

# shellcheck disable=SC2016 # perl's dollars
api_perl='use IO::Socket::UNIX;
my ($method, $path) = @ARGV;
my $body = join "", <STDIN>;
my $socket = IO::Socket::UNIX->new(Peer => "/var/run/docker.sock") or exit 7;
printf $socket "%s %s HTTP/1.0\r\nHost: docker\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
    $method, $path, length $body, $body;
my $answer = join "", <$socket>;
my ($head, $text) = split /\r\n\r\n/, $answer, 2;
my ($status) = $head =~ m{^HTTP/\S+ (\d+)};
print "$text\n$status\n";'

# api_do METHOD PATH : prints what went wrong, and fails, unless the status is one of success
api_do() {
    api_answer=$(api "$@") || {
        printf 'the daemon of Docker does not answer (status %s)\n' "$?"
        return 1
    }
    case ${api_answer##*"
"} in
    2??) return 0 ;;
    esac
    printf '%s\n' "$api_answer" | sed -n 's/.*"message":"\(.*\)"}.*/\1/p'
    return 1
}
