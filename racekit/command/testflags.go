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
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// testOptions are the flags of racekit test.
type testOptions struct {
	run, skip pattern
	list      pattern // list the tests that match, and run none
	verbose   bool
	short     bool
	fullpath  bool
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
	load     []string     // build flags that change which files a package has
	build    []string     // all build flags, as given
	vet      bool         // as in go test
	said     func([]byte) // takes what the go command says of a build that succeeds

	coverprofile string
	covered      blocks // of all packages
}

func (o *testOptions) flags(fs *flag.FlagSet) {
	o.buildFlags(fs)
	o.goTestFlags(fs)
	o.commonFlags(fs)
	o.pages.artifactFlags(fs)
	fs.BoolVar(&o.verbose, "v", false, "print what was explored of every test, and every step of each failing execution")
	fs.DurationVar(&o.timeout, "timeout", 10*time.Minute, "stop a test that still waits after `d` of its own time; 0 is no limit")
	o.settingFlags(fs)
	fs.BoolVar(&o.race, "race", true, "build with the race detector; without it goroutines are switched at atomic operations but not at plain memory accesses")
	fs.Func("p", "build `n` packages at once and use n worker processes per test (default: one per core)", func(s string) error {
		o.build = append(o.build, "-p="+s)
		return positive(&o.workers)(s)
	})
	fs.StringVar(&o.accept, "accept", "", "read accepted findings from `file` (default: racekit.accept in the module's root)")
	fs.BoolVar(&o.noshrink, "noshrink", false, "show and record the schedule that was found first; do not simplify it")
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
	fs.Func("parallel", "let at most `n` tests and subtests that call t.Parallel run at once (default 8: fixed, so that schedules do not depend on the machine)", positive(&o.parallel))
	fs.StringVar(&o.out, "out", "", "keep the records of packages outside the main module in `dir` (default: the user's cache)")
}

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
	fs.Func(name, fmt.Sprintf("%s (default %s)", usage, words[0]), func(s string) error {
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
func (o *testOptions) workerCommand(b *gocmd.Binary, args []string) execution.Command {
	flags := o.programFlags()
	if o.run.text != "" {
		flags = append(flags, "-test.run="+o.run.text)
	}
	return execution.Command{Path: b.Path, Dir: b.WorkDir(), Env: b.Env, Profiles: b.Profiles, Flags: append(flags, args...)}
}

// programFlags are the flags of every test program, however its tests are run.
func (o *testOptions) programFlags() []string {
	flags := []string{"-test.parallel=" + strconv.Itoa(o.parallel)}
	if o.skip.text != "" {
		flags = append(flags, "-test.skip="+o.skip.text)
	}
	if o.short {
		flags = append(flags, "-test.short")
	}
	if o.fullpath {
		flags = append(flags, "-test.fullpath")
	}
	return flags
}
