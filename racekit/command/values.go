package command

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"
)

// positive is the setter of a flag that is a number from 1.
func positive(p *int) func(string) error {
	return func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return errors.New("want a number, at least 1")
		}
		*p = n
		return nil
	}
}

type named[T any] struct {
	name  string
	value T
}

// choice is a flag whose value is one of a few words, the first by default.
func choice[T any](fs *flag.FlagSet, p *T, name, usage string, values ...named[T]) {
	*p = values[0].value
	var words []string
	for _, v := range values {
		words = append(words, v.name)
	}
	fs.Func(name, fmt.Sprintf("`%s`: %s (default %s)", strings.Join(words, "|"), usage, words[0]), func(s string) error {
		for _, v := range values {
			if v.name == s {
				*p = v.value
				return nil
			}
		}
		return fmt.Errorf("want %s", strings.Join(words, " or "))
	})
}
