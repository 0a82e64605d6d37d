// Package learn makes exercises from scenarios, and judges what learners write.
package learn

import (
	"fmt"
	"go/ast"
	"go/parser"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/catalogue"
	"github.com/racekit/toolkit/racekit/scenario"
)

// An Exercise is a variant of a scenario that is to be made right.
type Exercise struct {
	Row
	Name     string // of its folder: "12-abba"
	Scenario *scenario.Scenario
	Starter  *scenario.Variant
	// Others are the scenario's variants that fit the same test: what learners
	// may write, right and wrong.
	Others []*scenario.Variant

	src   *catalogue.Source
	shape string // the starter's body without what is tested
}

// The files of an exercise.
const (
	CodeFile  = "exercise.go"      // the only one that learners edit
	GivenFile = "given.go"         // what both the code and the test need
	TestFile  = "exercise_test.go" // the property
	Test      = "TestProperty"
	TestMore  = "TestMore" // the same with more to do, if there is more
)

// subject is the name in exercise.go of what the test tests.
const subject = "subject"

// New makes the exercise of a row of the curriculum.
func New(sources fs.FS, s *scenario.Scenario, r Row, number int) (*Exercise, error) {
	src, err := catalogue.Parse(sources, s.ID)
	if err != nil {
		return nil, err
	}
	e := &Exercise{Row: r, Name: fmt.Sprintf("%02d-%s", number, s.ID), Scenario: s, src: src}
	for i := range s.Variants {
		v := &s.Variants[i]
		if v.Body == nil || r.Starter == "" && v.Kind == scenario.Fix || r.Starter != "" && v.Name != r.Starter {
			continue
		}
		e.Starter = v
		break
	}
	if e.Starter == nil {
		return nil, fmt.Errorf("the scenario %s has no variant %q to start from", s.ID, r.Starter)
	}
	shape, _, err := split(src.Bodies[e.Starter.Name])
	if err != nil {
		return nil, fmt.Errorf("the scenario %s, variant %q: %w", s.ID, e.Starter.Name, err)
	}
	// The test is the starter's, or that of the first fix if no fix has the same.
	shapes := map[string]string{}
	var fixes []string
	for i := range s.Variants {
		v := &s.Variants[i]
		if other, _, err := split(src.Bodies[v.Name]); err == nil && std(src, v) {
			shapes[v.Name] = other
			if v.Kind == scenario.Fix {
				fixes = append(fixes, other)
			}
		}
	}
	e.shape = shape
	if !r.Break && len(fixes) > 0 && !slices.Contains(fixes, shape) {
		e.shape = fixes[0]
	}
	for i := range s.Variants {
		v := &s.Variants[i]
		if other := shapes[v.Name]; !r.Break && v != e.Starter && other != "" && (other == shape || other == e.shape) {
			e.Others = append(e.Others, v)
		}
	}
	if !std(src, e.Starter) {
		return nil, fmt.Errorf("the scenario %s, variant %q: it needs packages that learners do not have", s.ID, e.Starter.Name)
	}
	if !r.Break && !slices.ContainsFunc(e.Others, func(v *scenario.Variant) bool { return v.Kind == scenario.Fix }) {
		return nil, fmt.Errorf("the scenario %s: no fix fits the test of variant %q", s.ID, e.Starter.Name)
	}
	return e, nil
}

// split parts the body of a variant, property(what, ...) or
// property(through(what), ...), into a shape, in which what is named subject,
// and what.
func split(body string) (shape, what string, err error) {
	x, err := parser.ParseExpr(body)
	if err != nil {
		return "", "", err
	}
	arg, outer := x, x
	for {
		call, ok := arg.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			break
		}
		outer, arg = arg, call.Args[0]
	}
	switch arg.(type) {
	case *ast.FuncLit, *ast.Ident:
	default: // a parameter of what is tested, as in waits(start(0))
		arg = outer
	}
	if arg == x {
		return "", "", fmt.Errorf("its body, %s, tests nothing that could be replaced", body)
	}
	from, to := int(arg.Pos())-1, int(arg.End())-1
	return body[:from] + subject + body[to:], body[from:to], nil
}

// std reports whether a variant needs nothing that learners do not have.
func std(s *catalogue.Source, v *scenario.Variant) bool {
	for _, i := range s.Closure(append(strings.Fields(v.Code), names(s.Bodies[v.Name])...)...) {
		for use := range s.Decls[i].Uses {
			if p, ok := strings.CutSuffix(use, "."); ok && strings.Contains(strings.SplitN(s.Imports[p], "/", 2)[0], ".") && !ours(s.Imports[p]) && !vendored(s.Imports[p]) {
				return false
			}
		}
	}
	return true
}

func ours(path string) bool { return strings.HasPrefix(path, "github.com/racekit/toolkit/") }

// names returns the identifiers in an expression.
func names(expr string) []string {
	uses, err := catalogue.UsedBy(expr)
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(uses))
}

// Files returns the exercise as learners get it, by name.
func (e *Exercise) Files() (map[string]string, error) {
	files, err := e.With(e.Starter)
	if err != nil {
		return nil, err
	}
	files["README.md"] = e.readme()
	return files, nil
}

// With returns the files with the code of a variant in place of the learner's.
func (e *Exercise) With(v *scenario.Variant) (map[string]string, error) {
	test := e.closure(e.shape)
	var code, given []int
	for _, o := range append([]*scenario.Variant{e.Starter}, e.Others...) {
		_, what, err := split(e.src.Bodies[o.Name])
		if err != nil {
			return nil, err
		}
		mine := e.src.Closure(append(strings.Fields(o.Code), names(what)...)...)
		for _, i := range mine {
			if slices.Contains(test, i) && !slices.Contains(given, i) {
				given = append(given, i)
			}
		}
		if o == v {
			code = mine
		}
	}
	slices.Sort(given)
	without := func(list, other []int) []int {
		return slices.DeleteFunc(slices.Clone(list), func(i int) bool { return slices.Contains(other, i) })
	}
	_, what, err := split(e.src.Bodies[v.Name])
	if err != nil {
		return nil, err
	}
	hook := "// " + subject + " is what the test tests.\nvar " + subject + " = " + what + "\n"
	if signature, ok := strings.CutPrefix(what, "func("); ok {
		hook = "// " + subject + " is what the test tests.\nfunc " + subject + "(" + signature + "\n"
	}
	files := map[string]string{}
	test = without(test, given)
	for _, f := range []struct {
		name  string
		decls []int
		more  string
	}{
		{CodeFile, without(code, given), hook},
		{GivenFile, given, ""},
		{TestFile, test, e.test() + e.fill(test)},
	} {
		if f.name == GivenFile && len(f.decls) == 0 {
			continue
		}
		text, err := assemble(e.src, f.decls, f.more)
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", e.Name, f.name, err)
		}
		files[f.name] = text
	}
	return files, nil
}

// closure is the source's closure of the names in an expression.
func (e *Exercise) closure(expr string) []int { return e.src.Closure(names(expr)...) }

func (e *Exercise) readme() string {
	what := fmt.Sprintf("Edit `%s`; the tests stay as they are.", CodeFile)
	run := fmt.Sprintf("    racekit learn run %s     check it\n", e.Name)
	if e.Break {
		what, run = "There is nothing to edit here.", fmt.Sprintf("    racekit learn break %s   be the scheduler\n", e.Name)
	}
	return fmt.Sprintf("# %s\n\n%s.\n\n%s %s\n\n%s    racekit learn hint %s    a hint\n    racekit explain %s    the story\n",
		e.Scenario.Title, strings.ToUpper(e.Scenario.Property[:1])+e.Scenario.Property[1:], e.task(), what, run, e.Name, e.Scenario.ID)
}

func (e *Exercise) task() string {
	switch {
	case e.Break:
		return "The code is wrong. Let its goroutines run in an order that shows it."
	case e.Starter.Want.Race:
		return "The code has a data race. Fix it."
	}
	return "The race detector is silent, yet the code is wrong. Fix it."
}
