package learn

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/finding"
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
	switch k {
	case finding.DataRace:
		return Race
	case finding.DeadlockKind, finding.Leak, finding.Livelock, finding.Hang:
		return Liveness
	}
	return Property
}

// A Check is what exploring the learner's code came to.
type Check struct {
	Said       string   // by the compiler, if it did not build
	Failed     [3]bool  // by gate
	Guards     []string // what else stands against it, in sentences
	Unfinished string   // why nothing can be said
	Explored   string   // "all 252 schedules"
	Report     string   // the first finding, as racekit test prints it
	Mistake    *scenario.Variant
}

// Passed reports whether the exercise is done.
func (c *Check) Passed() bool {
	return c.Said == "" && c.Unfinished == "" && c.Failed == [3]bool{} && len(c.Guards) == 0
}

// Guards says what stands against code although no gate is closed: files gives
// what the exercise's folder holds now, by name; a file that is not there is
// missing. distinct is the number of different schedules explored.
func (e *Exercise) Guards(files map[string]string, distinct int) (bad []string, err error) {
	original, err := e.Files()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{GivenFile, TestFile} {
		if was, ok := original[name]; ok && files[name] != was {
			bad = append(bad, fmt.Sprintf("%s is not as it was: only %s is yours to change; 'racekit learn reset %s' puts the other files back", name, CodeFile, e.Name))
		}
	}
	if sleeps(files[CodeFile]) > sleeps(original[CodeFile]) {
		bad = append(bad, "it sleeps: a sleep orders nothing, it only makes the bug rare")
	}
	if distinct == 1 && e.Starter.Want != (scenario.Verdict{}) && len(bad) == 0 {
		bad = append(bad, "only one schedule is possible: nothing runs at the same time any more, and so there is nothing to be right about")
	}
	return bad, nil
}

// sleeps counts the calls of time.Sleep and of the timers that stand in for it.
func sleeps(src string) (n int) {
	f, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		return 0
	}
	ast.Inspect(f, func(x ast.Node) bool {
		if call, ok := x.(*ast.CallExpr); ok {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
				if p, ok := sel.X.(*ast.Ident); ok && p.Name == "time" && sel.Sel.Name == "Sleep" {
					n++
				}
			}
		}
		return true
	})
	return n
}

// alike is how much of two pieces of code must agree to be the same mistake.
const alike = 0.6

// Diagnose names the mistake: the wrong variant whose code is most like the
// learner's and which fails as it does. It is nil if none is.
func (e *Exercise) Diagnose(code string, failed [3]bool) *scenario.Variant {
	var best *scenario.Variant
	most := alike
	mine := fingerprint(code)
	for _, v := range append([]*scenario.Variant{e.Starter}, e.Others...) {
		if v.Kind == scenario.Fix || failing(v.Want) != failed {
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
	return [3]string{
		e.Starter.Why,
		"It can be made right with: " + strings.Join(syncs, ", ") + ".",
		fmt.Sprintf("One way is %q. %s", fix.Name, fix.Why),
	}
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
