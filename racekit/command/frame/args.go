package frame

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Args are the arguments of a command.
type Args struct {
	Names  []string // packages, files
	Flags  []string // names of the flags that were given
	Binary []string // what followed -args: for the tested program
}

// Parse parses as go test does: flags may stand before and after the
// names, and everything after -args belongs to the tested program. Names
// stand together, so that a value forgotten by a flag is not taken for one.
func Parse(c *Command, args []string) (Args, error) {
	var out Args
	fs := &c.Flags
	closed := false // a flag followed the names
	for len(args) > 0 {
		word := args[0]
		args = args[1:]
		if len(word) < 2 || word[0] != '-' {
			if closed {
				return out, fmt.Errorf("flags stand between %[2]q and %[1]q; put the names next to each other, and arguments of the tested program after -args", word, strings.Join(out.Names, " "))
			}
			out.Names = append(out.Names, word)
			continue
		}
		closed = len(out.Names) > 0
		name, value, hasValue := strings.Cut(strings.TrimPrefix(word[1:], "-"), "=")
		if name == "args" && !hasValue {
			out.Binary = append([]string{}, args...) // not nil: -args was given
			return out, c.Accepts.check(out)
		}
		f := fs.Lookup(strings.TrimPrefix(name, "test."))
		if f == nil {
			if name == "h" || name == "help" {
				return out, flag.ErrHelp
			}
			return out, c.unknownFlag(name)
		}
		if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
			if !hasValue {
				value = "true"
			}
		} else if !hasValue {
			if len(args) == 0 {
				return out, fmt.Errorf("flag -%s needs a value", name)
			}
			value, args = args[0], args[1:]
		}
		if err := fs.Set(f.Name, value); err != nil {
			return out, fmt.Errorf("-%s=%s: %w", name, value, plain(f, err))
		}
		out.Flags = append(out.Flags, f.Name)
	}
	return out, c.Accepts.check(out)
}

// plain replaces flag's "parse error", which says nothing, by what the flag
// wants.
func plain(f *flag.Flag, err error) error {
	if value, ok := f.Value.(flag.Getter); ok {
		switch value.Get().(type) {
		case time.Duration:
			return errors.New("want a duration with a unit, as in 5s or 2m")
		case int, uint64:
			return errors.New("want a whole number")
		case bool:
			return errors.New("want true or false")
		}
	}
	return err
}

// unknownFlag says why the command does not take a flag.
func (c *Command) unknownFlag(name string) error {
	if why, ok := c.Refused[strings.TrimPrefix(name, "test.")]; ok {
		return fmt.Errorf("-%s of the go command is not supported: %s", name, why)
	}
	var names []string
	c.Flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	return fmt.Errorf("unknown flag -%s%s; 'racekit help %s' lists the flags", name, Suggest(name, names), c.Name)
}

// Suggest returns ` (did you mean "x"?)` for the known name that is nearest to
// word, if one is near.
func Suggest(word string, known []string) string {
	best, bestDist := "", 1+len(word)/3
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := distance(word, k); d <= bestDist && (best == "" || d < bestDist) {
			best, bestDist = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// distance is the number of letters to insert, drop, replace or swap with
// their neighbour to make a into b (optimal string alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
