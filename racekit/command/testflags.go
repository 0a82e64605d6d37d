package command

import (
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// testOptions are the flags of racekit test.
type testOptions struct {
	run, skip pattern
	verbose   bool
	short     bool
	timeout   time.Duration
	maxSteps  int           // of a schedule; 0 is the default
	hang      time.Duration // without progress; 0 is the default
	failfast  bool
	parallel  int
	json      bool

	settings.Values
	asked []string // the variables by which tests that explore themselves learn of them

	race     bool
	workers  int
	out      string
	accept   string
	pages    pages
	norecord bool
	noshrink bool
	alike    func(finding.Kind) int // if there is one: of findings alike only the first is explained

	tags     string
	cover    bool // say how much of the code ran
	coverpkg string
	load     []string // build flags that change which files a package has
	build    []string // all build flags, as given
}

func (o *testOptions) flags(fs *flag.FlagSet) {
	o.buildFlags(fs)
	o.commonFlags(fs)
	o.pages.artifactFlags(fs)
	patternFlag(fs, &o.run, "run", "run only tests matching `regexp`, as in go test")
	patternFlag(fs, &o.skip, "skip", "skip tests matching `regexp`, as in go test")
	fs.BoolVar(&o.verbose, "v", false, "say of every test what was explored, and print every step of what fails")
	fs.BoolVar(&o.short, "short", false, "tell tests to shorten their run time")
	fs.DurationVar(&o.timeout, "timeout", 10*time.Minute, "give up a test that still waits after `d` of its own time")
	fs.BoolVar(&o.failfast, "failfast", false, "start no more tests after the first that fails")
	fs.BoolVar(&o.json, "json", false, "print events as go test -json does")
	fs.Func("count", "accepted if 1: -n says how many times a test runs, each time under another schedule", func(s string) error {
		if s != "1" {
			return fmt.Errorf("go test would run each test so often under the schedules of chance; racekit runs it under -n different ones: say -n=%s", s)
		}
		return nil
	})

	o.settingFlags(fs)
	fs.BoolVar(&o.race, "race", true, "build with the race detector; without it memory accesses are no places to switch, atomic operations still are")
	fs.Func("p", "use `n` worker processes (default: one per core)", positive(&o.workers))
	fs.StringVar(&o.accept, "accept", "", "read accepted findings from `file` (default: racekit.accept in the module's root)")
	fs.BoolVar(&o.noshrink, "noshrink", false, "show and record the schedule that was found first, not the simplest")
	fs.BoolVar(&o.norecord, "norecord", false, "write no records of findings")
}

// settingFlags are those that tests which explore themselves follow as well.
func (o *testOptions) settingFlags(fs *flag.FlagSet) {
	o.Values = settings.Defaults(false)
	for _, s := range settings.All {
		set := func(text string) error {
			if err := s.Parse(&o.Values, text); err != nil {
				return fmt.Errorf("%w%s", err, suggest(text, s.Words))
			}
			o.asked = append(o.asked, s.Variable()+"="+text)
			return nil
		}
		define := fs.Func
		if s.Bool {
			define = fs.BoolFunc
		}
		define(s.Flag, s.Usage+" (default "+s.Default+")", set)
	}
}

// commonFlags are those of racekit test that racekit replay has too.
func (o *testOptions) commonFlags(fs *flag.FlagSet) {
	o.pages.flags(fs)
	o.parallel = 8
	fs.Func("parallel", "let at most `n` tests and subtests that call t.Parallel run at once (default 8)", positive(&o.parallel))
	fs.StringVar(&o.out, "out", "", "keep the records of packages outside the main module in `dir` (default: the user's cache)")
}

// buildFlags are handed to the go command as they are.
func (o *testOptions) buildFlags(fs *flag.FlagSet) {
	for _, f := range []struct {
		name, usage string
		isBool      bool
		load        bool
	}{
		{"tags", "build with a comma-separated `list` of tags", false, true},
		{"mod", "module download `mode`", false, true},
		{"modfile", "use `file` instead of go.mod", false, true},
		{"overlay", "replace files as the JSON `file` says", false, true},
		{"ldflags", "`flags` for the linker", false, false},
		{"gcflags", "`flags` for the compiler", false, false},
		{"trimpath", "remove file system paths from the program", true, false},
		{"cover", "say how much of the code ran, under all schedules together", true, false},
		{"covermode", "coverage `mode`", false, false},
		{"coverpkg", "instrument packages matching `patterns`", false, false},
	} {
		fs.Var(passed{isBool: f.isBool, add: func(value string) {
			word := "-" + f.name + "=" + value
			o.build = append(o.build, word)
			switch f.name {
			case "tags":
				o.tags = value
			case "cover":
				o.cover = value != "false"
			case "covermode":
				o.cover = true
			case "coverpkg":
				o.cover, o.coverpkg = true, value
			}
			if f.load {
				o.load = append(o.load, word)
			}
		}}, f.name, f.usage)
	}
}

// A passed flag hands its value to the go command.
type passed struct {
	isBool bool
	add    func(string)
}

func (p passed) String() string     { return "" }
func (p passed) Set(s string) error { p.add(s); return nil }
func (p passed) IsBoolFlag() bool   { return p.isBool }

func patternFlag(fs *flag.FlagSet, p *pattern, name, usage string) {
	fs.Func(name, usage, func(s string) error {
		var err error
		*p, err = compilePattern(name, s)
		return err
	})
}

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

// recordRoot returns where the records of packages outside the main module go.
func (o *testOptions) recordRoot() (string, error) {
	if o.out != "" {
		return filepath.Abs(o.out)
	}
	cache, err := toolchain.CacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "records"), nil
}

// workerCommand says how to start a worker of b. The patterns are given in
// full: in them are the elements for subtests.
func (o *testOptions) workerCommand(b *binary, args []string) execution.Command {
	flags := []string{"-test.parallel=" + strconv.Itoa(o.parallel)}
	if o.run.text != "" {
		flags = append(flags, "-test.run="+o.run.text)
	}
	if o.skip.text != "" {
		flags = append(flags, "-test.skip="+o.skip.text)
	}
	if o.short {
		flags = append(flags, "-test.short")
	}
	return execution.Command{Path: b.Path, Dir: b.workDir(), Env: b.Env, Profiles: b.Profiles, Flags: append(flags, args...)}
}
