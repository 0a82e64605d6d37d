// Package house checks how the packages of this module stand on each other.
package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/racekit/toolkit/"

// A rule says what a package may import of this module. Its tests may import
// what they like, as long as Go lets them.
type rule struct {
	pkg    string // below the module; "x/..." is x and all below it
	may    string // packages of this module, below racekit/internal unless they start with "/"
	std    string // the only packages of the standard library; "" is all
	reason string
}

// rules are in order from the ground up; the first that fits a package counts.
var rules = []rule{
	{"racekit/internal/sched", "", "embed", "its source is injected into package runtime"},
	{"racekit/internal/detect", "", "embed", "its source is injected into package runtime"},
	{"racekit/internal/execution/wire", "sched", "embed strings", "its source is injected into package testing, beside that of sched"},
	{"racekit/internal/trace", "sched", "", "a value: what an execution did, in the scheduler's words"},
	{"racekit/internal/source", "trace", "", "files of the tested program; a trace knows places in them"},
	{"racekit/internal/finding", "source text trace sched", "", "a value, made of traces and texts"},
	{"racekit/internal/record", "execution file finding sched text trace", "", "files, and the specs of executions that they stand for"},
	{"racekit/internal/toolchain", "sched detect execution/wire", "", "injects the sources of them, and knows nothing of what is run with it"},
	{"racekit/internal/execution", "execution/wire sched trace", "", "runs one schedule; which one, and what is wrong with it, is decided above"},
	{"racekit/internal/execution/fake", "execution sched trace", "", "an Executor like any other"},
	{"racekit/internal/explore/...", "explore explore/circle explore/exhaust execution finding sched text trace", "", "stands on the Executor, not on how executions are run"},
	{"racekit/internal/shrink", "explore execution finding sched trace", "", "stands on the Executor, and uses what exploration has"},
	{"racekit/internal/native", "finding sched trace", "", "an engine that needs no controlled toolchain"},
	{"racekit/internal/campaign", "execution explore explore/cause finding record sched shrink text trace", "", "the one road from a test to what is told of it; who asks and who prints stand above"},
	{"racekit/internal/report", "campaign finding source trace sched text", "", "writes the results of campaigns; it runs nothing"},
	{"racekit/internal/report/testout", "text", "", "writes what go test writes; it knows no finding"},
	{"racekit/internal/handover", "campaign", "", "values that one process writes and another reads"},
	{"racekit/internal/fill", "", "", "values out of nothing"},
	{"racekit/internal/linear", "file fill", "", "judges histories; which schedules make them is decided above"},
	{"racekit/internal/linear/judge", "linear execution sched", "", "a laboratory like any other"},
	{"racekit/internal/tests/generated", "", "", "programs as values; what runs them and what judges them is a test's affair"},
	{"racekit/internal/gocmd", "toolchain", "", "calls the go command; it knows no flag of racekit and prints nothing"},
	{"racekit/internal/tools/bench", "file gocmd execution explore sched toolchain", "", "measures; nothing stands on it"},
	{"racekit/internal/tests/golden", "", "", "for tests"},
	{"racekit/internal/tests/rows", "", "", "reads a page, for tests"},
	{"racekit/internal/tests/gotest", "toolchain", "", "what tests of the library share"},
	{"racekit/internal/tests/lab", "execution explore sched toolchain", "", "what end-to-end tests share"},
	{"racekit/internal/tests/...", "", "", "tests only"},
	{"racekit/internal/catalogue", "", "", "reads sources; it knows no scenario"},
	{"racekit/internal/byhand", "explore execution finding sched source text trace", "", "stands on the Executor, as exploration does"},
	{"racekit/internal/file", "", "", "files that appear whole"},
	{"racekit/internal/text", "", "", "words and columns"},
	{"racekit/internal/measurement", "", "", "values that one process writes and another reads"},
	{"racekit/internal/settings", "execution explore sched", "", "a table, from which flags and variables are made"},
	{"racekit/internal/matrix", "/racekit/scenario measurement text", "", "shows values"},
	{"racekit/internal/learn", "/racekit/scenario catalogue file finding text", "", "makes and judges exercises; who runs them is the command's affair"},
	{"racekit/internal/tools/realinput", "file gocmd report/testout", "", "runs racekit as a user does"},
	{"racekit/internal/tools/quiet", "file gocmd", "", "reads the source of the standard library; nothing stands on it"},
	{"racekit/internal/tools/remedies", "file gocmd", "", "runs the tests of a changed copy; nothing stands on it"},
	{"racekit/command/frame", "text", "", "what all commands have: arguments, help, exit codes, interrupts"},
	{"racekit/command/engine", "/racekit/command/frame campaign execution explore file finding gocmd record report settings text toolchain", "", "a built package that is explored as the flags say"},
	{"racekit/command/test", "/racekit/command/engine /racekit/command/frame campaign execution file finding gocmd handover report report/testout text trace", "", "racekit test"},
	{"racekit/command/records", "/racekit/command/engine /racekit/command/frame campaign execution explore gocmd record shrink text trace finding", "", "what is done with records"},
	{"racekit/command/catalogue", "/racekit/command/engine /racekit/command/frame /scenarios /scenarios/async-vs-threads /racekit/scenario catalogue execution file gocmd matrix measurement text", "", "what is done with scenarios"},
	{"racekit/command/learn", "/racekit/command/catalogue /racekit/command/engine /racekit/command/frame /scenarios /racekit/scenario byhand campaign catalogue execution file finding gocmd learn record sched text", "", "exercises, made from scenarios"},
	{"racekit/command", "/racekit/command/catalogue /racekit/command/engine /racekit/command/frame /racekit/command/learn /racekit/command/records /racekit/command/test campaign execution finding gocmd text toolchain", "", "the table of commands, and what is done with the controlled Go"},
	{"cmd/...", "/racekit/command", "", "nothing but main; and nothing else imports the command"},
	{"scenarios", "/racekit/scenario /scenarios/...", "", "the list of all scenarios"},
	{"scenarios/async-vs-threads", "", "", "measures, without racekit"},
	{"scenarios/...", "/racekit/scenario", "", "is written with what users have"},
	{"racekit/scenario", "campaign fill harness measure measurement settings execution explore finding native", "", "public types, and what measures them"},
	{"racekit/internal/harness", "campaign file execution explore handover measure native record report settings", "", "where a test runs, and what explores it"},
	{"racekit/internal/measure", "execution explore finding", "", "what goes wrong in some schedule, as a value"},
	{"racekit/internal/verb", "campaign harness execution explore native settings text", "", "what the verbs share"},
	{"racekit", "campaign harness measure settings verb execution explore finding native sched", "", "the verbs of a test that need nothing but the standard library"},
	{"racekit/property", "/racekit harness settings verb explore native sched", "", "a verb that needs rapid"},
	{"racekit/linearizable", "campaign harness settings verb execution explore finding linear linear/judge native sched text", "", "a verb that needs rapid and porcupine"},
}

func (r rule) fits(pkg string) bool {
	if top, ok := strings.CutSuffix(r.pkg, "/..."); ok {
		return pkg == top || strings.HasPrefix(pkg, top+"/")
	}
	return pkg == r.pkg
}

// names reports whether a permission is for the package pkg of this module.
func names(may, pkg string) bool {
	if below, all := strings.CutSuffix(may, "/..."); all && strings.HasPrefix(pkg, strings.TrimPrefix(below, "/")+"/") {
		return true
	}
	return pkg == strings.TrimPrefix(may, "/") || pkg == "racekit/internal/"+may
}

// forbids returns why pkg may not import the package at path; "" if it may.
func (r rule) forbids(pkg, imported string) string {
	of, ours := strings.CutPrefix(imported, module)
	switch {
	case ours && strings.HasPrefix(of, pkg+"/internal/"):
		return ""
	case ours:
		for _, may := range strings.Fields(r.may) {
			if names(may, of) {
				return ""
			}
		}
	case r.std == "" || slices.Contains(strings.Fields(r.std), imported):
		return ""
	}
	return r.reason
}

func ruleOf(pkg string) int {
	return slices.IndexFunc(rules, func(r rule) bool { return r.fits(pkg) })
}

func TestWhoMayImportWhom(t *testing.T) {
	imports := importsOf(t, filepath.Join("..", "..", "..", ".."))
	if len(imports) < 10 {
		t.Fatalf("found only the packages %v", slices.Sorted(maps.Keys(imports)))
	}
	for _, pkg := range slices.Sorted(maps.Keys(imports)) {
		i := ruleOf(pkg)
		if i < 0 {
			t.Errorf("no rule says what %s may import; add one here, with the reason", pkg)
			continue
		}
		for _, imported := range imports[pkg] {
			if why := rules[i].forbids(pkg, imported); why != "" {
				t.Errorf("%s imports %s, which it may not: %s", pkg, imported, why)
			}
		}
	}
}

// A rule says no more than what is so: a permission that nobody uses hides the
// import that somebody adds one day.
func TestNoPermissionIsIdle(t *testing.T) {
	used := map[int][]string{} // by rule: what its packages import of this module
	for pkg, imports := range importsOf(t, filepath.Join("..", "..", "..", "..")) {
		for _, imported := range imports {
			if of, ours := strings.CutPrefix(imported, module); ours {
				used[ruleOf(pkg)] = append(used[ruleOf(pkg)], of)
			}
		}
	}
	for i, r := range rules {
		for _, may := range strings.Fields(r.may) {
			if !slices.ContainsFunc(used[i], func(pkg string) bool { return names(may, pkg) }) {
				t.Errorf("%s may import %s, and does not: take it off its rule", r.pkg, may)
			}
		}
	}
}

func TestRules(t *testing.T) {
	for _, tt := range []struct {
		reason        string
		pkg, imported string
		ok            bool
	}{
		{"down", "racekit/internal/explore", module + "racekit/internal/execution", true},
		{"up", "racekit/internal/execution", module + "racekit/internal/explore", false},
		{"a value that would run something", "racekit/internal/report", module + "racekit/internal/execution", false},
		{"below a folder whose packages share a rule", "racekit/internal/explore/exhaust", module + "racekit/internal/sched", true},
		{"the pure one asks for strings", "racekit/internal/sched", "strings", false},
		{"others may", "racekit/internal/trace", "strings", true},
		{"a scenario reaches inside", "scenarios/bank", module + "racekit/internal/sched", false},
		{"a scenario uses another", "scenarios/bank", module + "scenarios/abba", false},
		{"their list uses all", "scenarios", module + "scenarios/abba", true},
		{"a scenario uses the public package", "scenarios/bank", module + "racekit/scenario", true},
		{"the command is imported", "scenarios/bank", module + "racekit/command", false},
		{"by main it may be", "cmd/racekit", module + "racekit/command", true},
		{"a name that only begins alike", "racekit/internal/execution", module + "racekit/internal/sched2", false},
	} {
		if why := rules[ruleOf(tt.pkg)].forbids(tt.pkg, tt.imported); (why == "") != tt.ok {
			t.Errorf("%s: %s imports %s: %q", tt.reason, tt.pkg, tt.imported, why)
		}
	}
}

// importsOf returns what the packages below root import, on any system.
func importsOf(t *testing.T, root string) map[string][]string {
	out := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != root && (name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		pkg := path.Dir(filepath.ToSlash(rel))
		out[pkg] = slices.Clip(out[pkg]) // it is there, even if it imports nothing
		if strings.HasSuffix(name, "_test.go") {
			return nil
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range tree.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if !slices.Contains(out[pkg], imported) {
				out[pkg] = append(out[pkg], imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
