package house

import (
	"fmt"
	"go/doc"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/tests/golden"
)

// A floor has packages that stand on those below it. They are named as in the
// rules.
type floor struct {
	title string
	pkgs  string
}

// floors are in order from the ground up. Of a package without a rule nothing is
// shown.
var floors = []floor{
	{"Words, files, made-up values", "racekit/internal/text racekit/internal/file racekit/internal/fill racekit/internal/measurement racekit/internal/catalogue"},
	{"Schedules, and what an execution showed", "racekit/internal/sched racekit/internal/detect racekit/internal/execution/wire racekit/internal/trace racekit/internal/source racekit/internal/finding"},
	{"The controlled Go", "racekit/internal/toolchain racekit/internal/gocmd"},
	{"One execution", "racekit/internal/execution racekit/internal/execution/fake racekit/internal/native"},
	{"Many executions", "racekit/internal/explore/... racekit/internal/shrink racekit/internal/byhand racekit/internal/measure racekit/internal/linear racekit/internal/linear/judge racekit/internal/settings"},
	{"From a test to a result", "racekit/internal/record racekit/internal/campaign racekit/internal/handover"},
	{"Output", "racekit/internal/report racekit/internal/report/testout"},
	{"The library", "racekit/internal/harness racekit/internal/verb racekit racekit/property racekit/linearizable racekit/scenario"},
	{"The catalogue", "scenarios/... scenarios/async-vs-threads scenarios racekit/internal/matrix racekit/internal/learn"},
	{"The command", "racekit/command/frame racekit/command/engine racekit/command/test racekit/command/records racekit/command/catalogue racekit/command/learn racekit/command cmd/..."},
	{"Tests, and what measures", "racekit/internal/tests/golden racekit/internal/tests/generated racekit/internal/tests/gotest racekit/internal/tests/lab racekit/internal/tests/rows racekit/internal/tests/... racekit/internal/tools/bench racekit/internal/tools/quiet racekit/internal/tools/realinput racekit/internal/tools/remedies"},
}

// floorOf returns the floor of what a rule is for; -1 if it has none.
func floorOf(r rule) int {
	return slices.IndexFunc(floors, func(f floor) bool { return slices.Contains(strings.Fields(f.pkgs), r.pkg) })
}

// TestFloors: every rule is for a floor, and what it permits is not above.
func TestFloors(t *testing.T) {
	for _, r := range rules {
		at := floorOf(r)
		if at < 0 {
			t.Errorf("%s stands on no floor; add it to floors", r.pkg)
			continue
		}
		for _, may := range strings.Fields(r.may) {
			pkg, public := strings.CutPrefix(may, "/")
			if !public {
				pkg = "racekit/internal/" + may
			}
			if i := ruleOf(strings.TrimSuffix(pkg, "/...")); i >= 0 && floorOf(rules[i]) > at {
				t.Errorf("%s (%s) may import %s, which is above it (%s)", r.pkg, floors[at].title, pkg, floors[floorOf(rules[i])].title)
			}
		}
	}
}

// TestMap: the page shows the rules as they are. With -update it is rewritten.
func TestMap(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..")
	var b strings.Builder
	for i, f := range floors {
		fmt.Fprintf(&b, "\n### %d. %s\n\n| package | what it does | may import | because |\n|---|---|---|---|\n", i+1, f.title)
		for _, pkg := range strings.Fields(f.pkgs) {
			i := slices.IndexFunc(rules, func(r rule) bool { return r.pkg == pkg })
			if i >= 0 {
				r := rules[i]
				fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.pkg, synopsis(t, root, r.pkg), r.permits(), r.reason)
			}
		}
	}
	b.WriteString("\n")
	golden.Section(t, filepath.Join(root, "docs", "architecture.md"), "who may import whom", b.String())
}

// permits says what a package may import, for the page.
func (r rule) permits() string {
	var all []string
	for _, may := range strings.Fields(r.may) {
		all = append(all, "`"+strings.TrimPrefix(may, "/")+"`")
	}
	text := strings.Join(all, ", ")
	if text == "" {
		text = "nothing"
	}
	if r.std != "" {
		text += "; of the standard library only `" + strings.Join(strings.Fields(r.std), "`, `") + "`"
	}
	return text
}

// synopses are those of rules for many packages.
var synopses = map[string]string{
	"scenarios/...":              "is one scenario: a bug, right fixes and wrong ones",
	"cmd/...":                    "starts the command",
	"racekit/internal/tests/...": "tests end to end, by subject; `house` holds the rules of this page",
}

// synopsis is the first sentence that a package says of itself.
func synopsis(t *testing.T, root, pkg string) string {
	t.Helper()
	if text := synopses[pkg]; text != "" {
		return text
	}
	dir := filepath.Join(root, filepath.FromSlash(strings.TrimSuffix(pkg, "/...")))
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		text := new(doc.Package).Synopsis(f.Doc.Text())
		if text == "" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		command := strings.ToUpper(path.Base(pkg)[:1]) + path.Base(pkg)[1:] // so begins the comment of a main package
		text = strings.TrimPrefix(strings.TrimPrefix(text, "Package "+f.Name.Name+" "), command+" ")
		return strings.ReplaceAll(strings.TrimSuffix(text, "."), "|", "\\|")
	}
	t.Errorf("package %s says nothing of itself", pkg)
	return ""
}
