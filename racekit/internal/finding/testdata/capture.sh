#!/bin/sh
# Runs the programs and stores what they print, for the parsers' tests.
cd "$(dirname "$0")/programs" || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
keep() { sed "s#$tmp#/src#g" >../output/"$1".txt; }
for f in *.go; do
	name=${f%.go}
	dir=$tmp/$name
	mkdir "$dir" && cp "$f" "$dir" && cd "$dir" || exit 1
	printf 'module example.com/sample\n\ngo 1.26\n' >go.mod
	case $name in
	races_test) go test -race -v . >"$tmp/out" 2>&1 ;;
	*_test) go test . >"$tmp/out" 2>&1 ;;
	maingo) go build -race -o prog . && GORACE=atexit_sleep_ms=0 ./prog >"$tmp/out" 2>&1 ;;
	*) go build -o prog . && ./prog >"$tmp/out" 2>&1 ;;
	esac
	cd - >/dev/null || exit 1
	keep "$name" <"$tmp/out"
done
