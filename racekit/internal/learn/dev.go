package learn

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/scenario"
)

// A Trial is a variant of the catalogue as an attempt at an exercise.
type Trial struct {
	Exercise *Exercise
	Variant  *scenario.Variant
	Files    map[string]string // as the exercise's folder would be
	Number   int               // of the package of a Bench; trials that are the same code have the same
}

// Trials are the starter and every other variant that fits, of each exercise.
func Trials(all []*Exercise) ([]Trial, error) {
	var trials []Trial
	numbers := map[string]int{}
	for _, e := range all {
		for _, v := range append([]*scenario.Variant{e.Starter}, e.Others...) {
			files, err := e.With(v)
			if err != nil {
				return nil, err
			}
			var text strings.Builder
			for _, name := range slices.Sorted(maps.Keys(files)) {
				text.WriteString(name + "\n" + files[name])
			}
			n, ok := numbers[text.String()]
			if !ok {
				n = len(numbers)
				numbers[text.String()] = n
			}
			trials = append(trials, Trial{e, v, files, n})
		}
	}
	return trials, nil
}

// TestOf is the trial's name of one of the exercise's tests in a bench.
func (t *Trial) TestOf(name string) string { return fmt.Sprintf("%s%d", name, t.Number) }

// Bench returns the files of a module whose one test binary has the tests of all
// trials: building each by itself would take most of the time.
func Bench(trials []Trial) (map[string]string, error) {
	files, err := module()
	if err != nil {
		return nil, err
	}
	var imports, tests strings.Builder
	for _, t := range trials {
		dir := fmt.Sprintf("trial%d", t.Number)
		if files[dir+"/"+CodeFile] != "" {
			continue
		}
		for name, text := range t.Files {
			if name == TestFile {
				name = "property.go" // files of tests cannot be imported
			}
			files[dir+"/"+name] = text
		}
		fmt.Fprintf(&imports, "\t%s \"exercises/%s\"\n", dir, dir)
		for _, name := range t.Exercise.Tests() {
			fmt.Fprintf(&tests, "\nfunc %s(t *testing.T) { %s.%s(t) }\n", t.TestOf(name), dir, name)
		}
	}
	files["bench_test.go"] = "package exercises\n\nimport (\n\t\"testing\"\n\n" + imports.String() + ")\n" + tests.String()
	return files, nil
}

// Differs says in what a check of the trial is not what the catalogue declares;
// empty if in nothing.
func (t *Trial) Differs(c *Check) string {
	v := t.Variant
	switch {
	case c.Said != "":
		return "it does not build:\n" + c.Said
	case c.Unfinished != "":
		return c.Unfinished
	case c.Failed != failing(v.Want):
		return fmt.Sprintf("declared %q, graded %s", v.Want, Style{}.gates(c.Failed))
	case v.Kind == scenario.Fix && len(c.Guards) > 0:
		return "a right fix is held back: " + c.Guards[0]
	case v.Kind != scenario.Fix && !v.Hidden && c.Passed():
		return "a wrong fix passes"
	case v.Kind != scenario.Fix && c.Mistake != nil && c.Mistake != v:
		return fmt.Sprintf("it is taken for %q", c.Mistake.Name)
	}
	return ""
}
