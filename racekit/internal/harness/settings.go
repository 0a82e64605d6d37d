package harness

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/settings"
)

// flags are those of the library that this process was given, by the name of
// their setting.
var flags = map[string]string{}

func init() {
	for _, s := range settings.All {
		usage := s.Usage + " (default " + s.Default
		if s.Short != "" {
			usage += ", with -short " + s.Short
		}
		flag.Func("racekit."+s.Name, usage+")", func(text string) error {
			flags[s.Name] = text
			return s.Parse(new(settings.Values), text)
		})
	}
}

// Defaults are the settings of a test that says nothing.
func Defaults() settings.Values { return settings.Defaults(testing.Short()) }

// Override applies the variables, which getenv reads, and the flags. A flag takes
// precedence over its variable.
func Override(v *settings.Values, getenv func(string) string) error {
	for _, s := range settings.All {
		name := "-racekit." + s.Name
		text, given := flags[s.Name]
		if !given {
			name = s.Variable()
			text = getenv(name)
		}
		if text == "" && !given {
			continue
		}
		if err := s.Parse(v, text); err != nil {
			return fmt.Errorf("%s=%q: %w", name, text, err)
		}
	}
	return nil
}

// Given returns the flags that make the settings what they are, beside the
// defaults and what the test says itself.
func Given() []string {
	var out []string
	for _, s := range settings.All {
		text, given := flags[s.Name]
		if !given {
			text = os.Getenv(s.Variable())
		}
		if given || text != "" {
			out = append(out, "-racekit."+s.Name+"="+text)
		}
	}
	return out
}
