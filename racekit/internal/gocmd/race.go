package gocmd

import (
	"fmt"
	"slices"
	"strings"
)

// withOwn gives builds the race detector of racekit. It needs no C compiler; but
// where there is none cgo is off, and then the go command refuses -race. So it is
// given what -race stands for.
func (g *Go) withOwn() error {
	if g.Base.CGO == "1" {
		g.load, g.build = with(g.load, "-race"), with(g.build, "-race")
		return nil
	}
	var err error
	if g.build, err = instrumented(g.build, g.Base.Flags); err == nil {
		g.load = with(g.load, "-race=false", tagged(g.load, g.Base.Flags))
	}
	return err
}

func (g *Go) withTSan() error {
	if err := g.Base.CheckRace(); err != nil {
		return err
	}
	g.load, g.build = with(g.load, "-race"), with(g.build, "-race")
	return nil
}

// instrumented returns build flags that do what -race does, beside those in build
// and in GOFLAGS. The compiler and the linker have a flag of that name each: the
// linker allows chains of calls that cannot grow the stack to be longer then.
//
// Of several -gcflags that are for a package the last one counts, and so each one
// that is given gets the flag. Those in GOFLAGS come first.
func instrumented(build []string, goflags string) ([]string, error) {
	given := slices.Concat(split(goflags), build)
	var out []string
	for _, word := range build {
		if name, _ := flagOf(word); name != "gcflags" && name != "ldflags" {
			out = append(out, word)
		}
	}
	out = append(out, "-race=false", tagged(build, goflags)) // GOFLAGS may have -race
	for _, kind := range []string{"gcflags", "ldflags"} {
		out = append(out, "-"+kind+"=all=-race")
		for _, word := range given {
			if name, value := flagOf(word); name == kind {
				out = append(out, "-"+kind+"="+strings.TrimLeft(value+" -race", " "))
			}
		}
	}
	mode, err := coverMode(given)
	return append(out, mode...), err
}

// tagged returns the flag that adds the tag race to those that are given. The last
// -tags counts.
func tagged(words []string, goflags string) string {
	tags := "race"
	for _, word := range slices.Concat(split(goflags), words) {
		if name, value := flagOf(word); name == "tags" {
			tags = strings.Trim(value+",race", ",")
		}
	}
	return "-tags=" + tags
}

// coverMode returns what makes the counters of -cover ones that goroutines may
// share, as -race does: others are data races.
func coverMode(given []string) ([]string, error) {
	on, mode := false, ""
	for _, word := range given {
		switch name, value := flagOf(word); name {
		case "cover":
			on = value != "false"
		case "coverpkg":
			on = true
		case "covermode":
			on, mode = true, value
		}
	}
	switch {
	case !on:
		return nil, nil
	case mode != "" && mode != "atomic":
		return nil, fmt.Errorf("-covermode must be atomic with the race detector, not %s", mode)
	}
	return []string{"-covermode=atomic"}, nil
}

// flagOf takes a flag apart.
func flagOf(word string) (name, value string) {
	name, value, _ = strings.Cut(strings.TrimLeft(word, "-"), "=")
	return name, value
}

// split returns the flags in GOFLAGS, of which one with spaces has quotes around
// it.
func split(goflags string) (words []string) {
	rest := strings.TrimSpace(goflags)
	for rest != "" {
		var word string
		if quote := rest[0]; quote == '"' || quote == '\'' {
			word, rest, _ = strings.Cut(rest[1:], string(quote))
		} else {
			word, rest, _ = strings.Cut(rest, " ")
		}
		words = append(words, word)
		rest = strings.TrimSpace(rest)
	}
	return words
}
