package frame

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Positive is the setter of a flag that is a number from 1.
func Positive(p *int) func(string) error {
	return func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return errors.New("want a number, at least 1")
		}
		*p = n
		return nil
	}
}

// Choice is a flag whose value is one of a few words, the first by default.
func Choice(fs *flag.FlagSet, p *string, name, usage string, words ...string) {
	*p = words[0]
	fs.Func(name, fmt.Sprintf("%s (default %s)", usage, words[0]), func(s string) error {
		if !slices.Contains(words, s) {
			return fmt.Errorf("want %s", strings.Join(words, " or "))
		}
		*p = s
		return nil
	})
}
