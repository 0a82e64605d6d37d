package learn

import (
	"fmt"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/scenario"
)

// A Gate is one of the three questions that an exercise asks.
type Gate uint8

const (
	Race     Gate = iota // do two goroutines touch memory that nothing orders?
	Property             // does what must hold, hold?
	Liveness             // does everybody get on, and end?
)

// Gates are all, in the order in which they are shown.
var Gates = []Gate{Race, Property, Liveness}

func (g Gate) String() string { return [...]string{"race", "property", "liveness"}[g] }

// GateOf says which gate a finding closes.
func GateOf(k finding.Kind) Gate {
	switch effect := k.Effect(); {
	case k == finding.DataRace:
		return Race
	case effect&(finding.EffectDeadlock|finding.EffectLeak|finding.EffectLivelock) != 0:
		return Liveness
	}
	return Property
}

// Also is a verdict with one more finding.
func Also(v scenario.Verdict, k finding.Kind) scenario.Verdict {
	v.Race = v.Race || k == finding.DataRace
	v.Effect |= scenario.Effect(k.Effect())
	return v
}

// A Check is what exploring the learner's code came to.
type Check struct {
	Said       string           // by the compiler, if it did not build
	Failed     [3]bool          // by gate
	Seen       scenario.Verdict // all that went wrong
	Obvious    bool             // the default schedule fails, as it would without control
	Shown      []Shown          // of each closed gate the first finding
	More       bool             // it fails only with more to do
	Guards     []string         // what else stands against it, in sentences
	Unfinished string           // why nothing can be said
	Explored   string           // "all 252 schedules"
	Steps      int              // of the default schedule
	Changed    int              // lines, of code that passes
	Before     int              // Steps of the first attempt; 0 is unknown
	Mistake    *scenario.Variant
	Unbroken   bool // it is to be broken by hand, and is not
	Switches   int  // by which it was
	Times      Times
}

// A Shown is a finding, ready to print.
type Shown struct {
	Gate   Gate
	What   string // in a line
	Report string // as racekit test prints it
}

// Times are how long the parts of a check took.
type Times struct {
	Toolchain time.Duration // looking for it, or making it
	Build     time.Duration
	Start     time.Duration // of the first process
	Explore   time.Duration
	Explain   time.Duration // shrinking what was found
}

// A Part of a check, and how long it took.
type Part struct {
	Name string
	time.Duration
}

// Parts are the times in order, the last that of all.
func (t Times) Parts() []Part {
	return []Part{{"toolchain", t.Toolchain}, {"build", t.Build}, {"start", t.Start}, {"explore", t.Explore}, {"explain", t.Explain},
		{"all", t.Toolchain + t.Build + t.Graded()}}
}

// Graded is how long it took after the build.
func (t Times) Graded() time.Duration { return t.Start + t.Explore + t.Explain }

// Passed reports whether the exercise is done.
func (c *Check) Passed() bool {
	return c.Said == "" && c.Unfinished == "" && c.Failed == [3]bool{} && len(c.Guards) == 0 && !c.Unbroken
}

// alike is how much of two pieces of code must agree to be the same mistake.
const alike = 0.6

// Diagnose names the mistake: the wrong variant whose code is most like the
// learner's and which fails as it was seen to. It is nil if none is.
func (e *Exercise) Diagnose(code string, seen scenario.Verdict) *scenario.Variant {
	var best *scenario.Variant
	most := alike
	mine := fingerprint(code)
	for _, v := range append([]*scenario.Variant{e.Starter}, e.Others...) {
		if v.Kind == scenario.Fix || failing(v.Want) != failing(seen) || seen.Effect != 0 && v.Want.Effect&seen.Effect == 0 {
			continue
		}
		files, err := e.With(v)
		if err != nil {
			continue
		}
		if s := similarity(mine, fingerprint(files[CodeFile])); s > most {
			best, most = v, s
		}
	}
	return best
}

// failing says which gates a declared verdict closes.
func failing(v scenario.Verdict) (f [3]bool) {
	f[Race] = v.Race
	f[Property] = v.Effect&(scenario.Invariant|scenario.Panic|scenario.Fatal) != 0
	f[Liveness] = v.Effect&(scenario.Deadlock|scenario.Leak|scenario.Livelock) != 0
	return f
}

// fingerprint is the set of runs of four tokens in code, with the names that
// the code gives itself made alike: what is left is its shape and whom it calls.
func fingerprint(src string) map[string]bool {
	const run = 4
	set := token.NewFileSet()
	var s scanner.Scanner
	s.Init(set.AddFile("", -1, len(src)), []byte(src), func(token.Position, string) {}, 0)
	var words []string
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		switch {
		case tok == token.SEMICOLON:
			continue
		case tok == token.IDENT:
			if afterDot := len(words) > 0 && words[len(words)-1] == "."; !afterDot && !known[lit] {
				lit = "_"
			}
			words = append(words, lit)
		case tok.IsLiteral():
			words = append(words, lit)
		default:
			words = append(words, tok.String())
		}
	}
	prints := map[string]bool{}
	for i := 0; i+run <= len(words); i++ {
		prints[strings.Join(words[i:i+run], " ")] = true
	}
	return prints
}

// known are names that mean something by themselves.
var known = map[string]bool{"sync": true, "atomic": true, "context": true, "time": true, "close": true, "make": true,
	"chan": true, "len": true, "cap": true, "append": true, "delete": true, "recover": true, "panic": true}

// similarity is the part of both sets that they have in common.
func similarity(a, b map[string]bool) float64 {
	both := 0
	for k := range a {
		if b[k] {
			both++
		}
	}
	if all := len(a) + len(b) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}

// Hints are three, each says more than the one before.
func (e *Exercise) Hints() [3]string {
	var syncs []string
	var fix *scenario.Variant
	for _, v := range e.Others {
		if v.Kind != scenario.Fix {
			continue
		}
		if fix == nil {
			fix = v
		}
		if !slices.Contains(syncs, string(v.Sync)) {
			syncs = append(syncs, string(v.Sync))
		}
	}
	if e.Break {
		return [3]string{
			e.Starter.Why,
			"Stop one goroutine in the middle of steps that belong together, and let the other one do all of them.",
			e.fewest(),
		}
	}
	return [3]string{
		e.Starter.Why,
		"It can be fixed with: " + strings.Join(syncs, ", ") + ".",
		fmt.Sprintf("One way is %q. %s", fix.Name, fix.Why),
	}
}

// fewest says with how few switches an exercise can be broken.
func (e *Exercise) fewest() string {
	if n := e.Starter.Want.EffectAt; n != scenario.Unknown {
		return fmt.Sprintf("It can be broken with %s.", text.Count(n, "preemption"))
	}
	return "The fewest preemptions that break it are not known."
}

// Solutions are the right variants.
func (e *Exercise) Solutions() (all []*scenario.Variant) {
	for _, v := range e.Others {
		if v.Kind == scenario.Fix {
			all = append(all, v)
		}
	}
	return all
}
