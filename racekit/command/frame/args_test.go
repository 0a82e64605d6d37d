package frame

import (
	"errors"
	"flag"
	"slices"
	"strings"
	"testing"
)

func TestParseArgs(t *testing.T) {
	tests := []struct {
		reason string
		args   string
		names  string
		binary string
		set    string // name=value of what must be set, space-separated
		err    string // part of the message
	}{
		{reason: "nothing", args: ""},
		{reason: "flags before packages", args: "-run X ./... ./a", names: "./... ./a", set: "run=X"},
		{reason: "flags after packages, as go test allows", args: "./... -run X -v", names: "./...", set: "run=X v=true"},
		{reason: "flags on both sides", args: "-v ./... -run=X", names: "./...", set: "run=X v=true"},
		{reason: "two dashes are one", args: "--run=X", set: "run=X"},
		{reason: "go test's long names", args: "-test.run X -test.v", set: "run=X v=true"},
		{reason: "a bool takes no word", args: "-v ./a", names: "./a", set: "v=true"},
		{reason: "a bool may be switched off", args: "-v=false", set: "v=false"},
		{reason: "an empty value is a value", args: "-run= ./a", names: "./a", set: "run="},
		{reason: "a value may look like a flag", args: "-run -v", set: "run=-v v=false"},
		{reason: "all after -args is the program's", args: "./a -args -x ./b -run Y", names: "./a", binary: "-x ./b -run Y"},
		{reason: "a lone dash is a name", args: "- ./a", names: "- ./a"},

		{reason: "names apart: a flag's value was forgotten", args: "./a -v ./b", err: `flags stand between "./a" and "./b"`},
		{reason: "a value is missing", args: "-run", err: "flag -run needs a value"},
		{reason: "a wrong bool", args: "-v=maybe", err: "-v=maybe: want true or false"},
		{reason: "a wrong number", args: "-n many", err: "-n=many: want a whole number"},
		{reason: "a duration without a unit", args: "-budget=5", err: "-budget=5: want a duration with a unit, as in 5s or 2m"},
		{reason: "one that is a flag of go test only", args: "-bench=.", err: "-bench of the go command is not supported: why not"},
		{reason: "by its long name", args: "-test.bench=.", err: "-test.bench of the go command is not supported: why not"},
		{reason: "unknown, with a near name", args: "-rnu X", err: `unknown flag -rnu (did you mean "run"?)`},
		{reason: "unknown, nothing near", args: "-zzzzzz", err: "unknown flag -zzzzzz; 'racekit help sample'"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			c := &Command{Name: "sample", Accepts: Accepts{Max: AnyNumber, Binary: true}, Refused: map[string]string{"bench": "why not"}}
			fs := &c.Flags
			fs.String("run", "", "")
			fs.Bool("v", false, "")
			fs.Int("n", 0, "")
			fs.Duration("budget", 0, "")
			got, err := Parse(c, strings.Fields(tt.args))
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("error is %v, want one with %q", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Names, strings.Fields(tt.names)) || !slices.Equal(got.Binary, strings.Fields(tt.binary)) {
				t.Errorf("got %q, want names %s, binary %s", got, tt.names, tt.binary)
			}
			for _, kv := range strings.Fields(tt.set) {
				name, value, _ := strings.Cut(kv, "=")
				if f := fs.Lookup(name); f.Value.String() != value {
					t.Errorf("-%s is %q, want %q", name, f.Value, value)
				}
			}
		})
	}
}

func TestParseArgsHelp(t *testing.T) {
	for _, word := range []string{"-h", "-help", "--help"} {
		if _, err := Parse(new(Command), []string{word}); !errors.Is(err, flag.ErrHelp) {
			t.Errorf("%s: error is %v, want flag.ErrHelp", word, err)
		}
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"test", "replay", "toolchain", "env", "help", "version"}
	tests := []struct{ reason, word, want string }{
		{"a letter missing", "tst", "test"},
		{"two letters swapped", "tset", "test"},
		{"a letter too much", "envv", "env"},
		{"a wrong letter", "replax", "replay"},
		{"another word", "fuzzing", ""},
		{"a short word is not near everything", "x", ""},
	}
	for _, tt := range tests {
		got := Suggest(tt.word, known)
		if want := ` (did you mean "` + tt.want + `"?)`; tt.want == "" && got != "" || tt.want != "" && got != want {
			t.Errorf("%s: suggest(%q) = %q, want %q", tt.reason, tt.word, got, tt.want)
		}
	}
}

func FuzzParseArgs(f *testing.F) {
	f.Add("-run X ./... -args -v")
	f.Add("--=\n-test.\n-")
	f.Fuzz(func(t *testing.T, text string) {
		c := &Command{Name: "sample", Accepts: Accepts{Max: AnyNumber, Binary: true}}
		c.Flags.String("run", "", "")
		c.Flags.Bool("v", false, "")
		args := strings.Split(text, "\n")
		got, err := Parse(c, args)
		if err == nil && len(got.Names)+len(got.Binary) > len(args) {
			t.Errorf("%q became %q", args, got)
		}
	})
}
