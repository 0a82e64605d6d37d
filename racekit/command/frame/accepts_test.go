package frame

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestAccepts(t *testing.T) {
	none := Accepts{}
	quiet := Accepts{Flags: []string{"json"}}
	one := Accepts{Min: 1, Max: 1, What: "one record: a file or an ID", Binary: true}
	upTo := Accepts{Max: 1, What: "at most one topic"}
	words := Accepts{Min: 1, Words: []Word{
		{"list", Accepts{Max: AnyNumber}},
		{"show", Accepts{Min: 1, Max: AnyNumber, What: "records", Flags: []string{}}},
		{"dev", Accepts{Min: 1, Words: []Word{{"check", upTo}}}},
	}}
	for _, tt := range []struct {
		reason string
		a      Accepts
		args   string
		want   string
	}{
		{"none, as wanted", none, "", ""},
		{"none wanted", none, "extra", `takes no arguments, got "extra"`},
		{"none for a test either", none, "-args x", "-args is for commands that run tests; takes no arguments of a test"},
		{"one, as wanted", one, "a", ""},
		{"one with arguments for the test", one, "a -args x", ""},
		{"it is missing", one, "", "want one record: a file or an ID"},
		{"one too many", one, "a b", "want one record: a file or an ID, got 2 arguments"},
		{"one may be left out", upTo, "", ""},
		{"two are too many", upTo, "a b", "want at most one topic, got 2 arguments"},
		{"a word with any number of names", words, "list a b c", ""},
		{"any flag of the command", none, "-v", ""},
		{"a flag that has an effect", quiet, "-json", ""},
		{"one that has none", quiet, "-json -v", "-v has no effect; leave it out"},
		{"one behind a word", words, "show a -v", "show: -v has no effect; leave it out"},
		{"a word is missing", words, "", "want one of list, show, dev"},
		{"another word", words, "lsit a", `no "lsit" (did you mean "list"?); want one of list, show, dev`},
		{"too few behind a word", words, "show", "show: want records"},
		{"a word behind a word", words, "dev check a", ""},
		{"it is missing", words, "dev", "dev: want one of check"},
		{"it is another", words, "dev nosuch", `no "nosuch"; dev: want one of check`},
		{"too many behind both", words, "dev check a b", "dev check: want at most one topic, got 2 arguments"},
		{"a word that runs no tests", words, "list -args x", "-args is for commands that run tests; list takes no arguments of a test"},
	} {
		names, after, binary := strings.Cut(tt.args, "-args")
		var args Args
		for _, word := range strings.Fields(names) {
			if name, ok := strings.CutPrefix(word, "-"); ok {
				args.Flags = append(args.Flags, name)
			} else {
				args.Names = append(args.Names, word)
			}
		}
		if binary {
			args.Binary = strings.Fields(after)
		}
		got := ""
		if err := tt.a.check(args); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q says %q, want %q", tt.reason, tt.args, got, tt.want)
		}
	}
}

// An error of a command is its own: the frame adds only the name.
func TestRunPrefixesErrors(t *testing.T) {
	var errs strings.Builder
	c := &Command{Name: "sample", Run: func(context.Context, Streams, Args) error { return errors.New("no luck") }}
	if code := c.Main(t.Context(), Streams{Err: &errs}, nil); code != ExitUsage || errs.String() != "racekit sample: no luck\n" {
		t.Errorf("exit code %d, printed %q", code, errs.String())
	}
}
