package harness

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/settings"
)

// A value is that of the library's flag for a setting.
type value struct {
	setting settings.Setting
	text    string
	given   bool
}

var flags = define()

func define() (all []*value) {
	for _, s := range settings.OfTests() {
		usage := s.Usage + " (default " + s.Default
		if s.Short != "" {
			usage += ", with -short " + s.Short
		}
		v := &value{setting: s}
		flag.Var(v, "racekit."+s.Name, usage+")")
		all = append(all, v)
	}
	return all
}

// String implements flag.Value: a child process is given what it returns.
func (v *value) String() string { return v.text }

// Set implements flag.Value.
func (v *value) Set(text string) error {
	v.text, v.given = text, true
	return v.setting.Parse(new(settings.Values), text)
}

// from says what the user has set, and by which flag or variable; "" is none.
func (v *value) from(getenv func(string) string) (name, text string) {
	if v.given {
		return "-racekit." + v.setting.Name, v.text
	}
	name = v.setting.Variable()
	if text = getenv(name); text == "" {
		return "", ""
	}
	return name, text
}

// Defaults are the settings of a test that says nothing.
func Defaults() settings.Values { return settings.Defaults(testing.Short()) }

// Override applies the variables, which getenv reads, and the flags. A flag takes
// precedence over its variable.
func Override(v *settings.Values, getenv func(string) string) error {
	for _, f := range flags {
		name, text := f.from(getenv)
		if name == "" {
			continue
		}
		if err := f.setting.Parse(v, text); err != nil {
			return fmt.Errorf("%s=%q: %w", name, text, err)
		}
	}
	return nil
}

// Given returns the flags that make the settings what they are, beside the
// defaults and what the test says itself.
func Given() []string {
	return given(func(s *settings.Setting) string { return "-racekit." + s.Name })
}

// given names the flags as it is told.
func given(flag func(*settings.Setting) string) []string {
	var out []string
	for _, f := range flags {
		if name, text := f.from(os.Getenv); name != "" {
			out = append(out, flag(&f.setting)+"="+text)
		}
	}
	return out
}
