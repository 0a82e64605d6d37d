package toolchain

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Toolchain is a controlled GOROOT and the Go it was made from.
type Toolchain struct {
	Base
	goroot string
}

// Path returns the controlled GOROOT.
func (t *Toolchain) Path() string { return t.goroot }

// raceOptions make the detector report a race each time, not once per process,
// let a process with races end without a pause of a second, and make it remember
// as much as it can.
const raceOptions = "suppress_equal_stacks=0 suppress_equal_addresses=0 atexit_sleep_ms=0 history_size=7"

// Env returns environ with what makes the go command use t. GOROOT alone would
// be ignored after a toolchain switch, and another version's go would fail.
func (t *Toolchain) Env(environ []string) []string {
	env := make([]string, 0, len(environ)+len(settings))
	for _, kv := range environ {
		name, _, _ := strings.Cut(kv, "=")
		if !slices.Contains(settings, name) {
			env = append(env, kv)
		}
	}
	for _, name := range settings {
		env = append(env, name+"="+t.setting(name, environ))
	}
	return env
}

// Exports returns the shell commands that do to a shell with the given
// environment what Env does, for eval "$(racekit env)".
func (t *Toolchain) Exports(environ []string) string {
	var b strings.Builder
	for _, name := range settings {
		fmt.Fprintf(&b, "export %s=%s\n", name, quote(t.setting(name, environ)))
	}
	return b.String()
}

var settings = []string{"GOTOOLCHAIN", "GOROOT", "PATH", "GORACE"}

func (t *Toolchain) setting(name string, environ []string) string {
	old := lookup(environ, name)
	switch name {
	case "GOTOOLCHAIN":
		return "local"
	case "GOROOT":
		return t.goroot
	case "PATH":
		bin, sep := filepath.Dir(t.Go()), string(os.PathListSeparator)
		if old == "" || strings.HasPrefix(old+sep, bin+sep) {
			return cmp.Or(old, bin)
		}
		return bin + sep + old
	default: // GORACE, where the last of two equal options counts
		rest := strings.TrimSpace(strings.TrimSuffix(old, raceOptions))
		return strings.TrimSpace(rest + " " + raceOptions)
	}
}

// lookup returns the value of a variable; the last one counts.
func lookup(environ []string, name string) string {
	for i := len(environ) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(environ[i], name+"="); ok {
			return value
		}
	}
	return ""
}

// quote makes one word of a POSIX shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
