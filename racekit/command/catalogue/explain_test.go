package catalogue

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/scenarios"
)

func scenarioIDs() (ids []string) {
	for _, s := range scenarios.All {
		ids = append(ids, s.ID)
	}
	return ids
}

func TestGuide(t *testing.T) {
	ids := scenarioIDs()
	for _, g := range guide {
		if !slices.Contains(ids, g.see) {
			t.Errorf("the guide sends who has %q to the scenario %q, which does not exist", g.when, g.see)
		}
	}
}

// TestFigures: the README quotes what docs/matrix.md, which CI measures again,
// says of all scenarios.
func TestFigures(t *testing.T) {
	read := func(name string) string {
		t.Helper()
		b, err := os.ReadFile(filepath.Join("..", "..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(strings.ReplaceAll(string(b), "\n> ", "\n")), " ")
	}
	all := read(filepath.Join("docs", "matrix.md"))
	all, _, _ = strings.Cut(all, " Preemptions: ")
	start := regexp.MustCompile(`\d+ scenarios, `).FindStringIndex(all)
	if start == nil {
		t.Fatal("docs/matrix.md does not say how many scenarios it has")
	}
	if figures := all[start[0]:]; !strings.Contains(read("README.md"), figures) {
		t.Errorf("docs/matrix.md says, and the README does not:\n%s", figures)
	}
	loop := regexp.MustCompile(`\d+ of the \d+ wrong variants`).FindString(all)
	if told := read(filepath.Join("racekit", "command", "catalogue", "explain", asyncTopic+".tmpl")); loop == "" || !strings.Contains(told, loop) {
		t.Errorf("docs/matrix.md says %q, and the story of %s does not", loop, asyncTopic)
	}
}

var (
	inBrackets = regexp.MustCompile(`\(([a-z]+(?:-[a-z]+)+|offload)\)`)
	inCommand  = regexp.MustCompile(`racekit (?:matrix|explain)((?: -\S+| both| \d+)*) ([a-z]+(?:-[a-z]+)+)`)
)

// TestNamedScenarios: what the texts name as a scenario or a topic is one.
func TestNamedScenarios(t *testing.T) {
	topics := append(scenarioIDs(), asyncTopic)
	for _, c := range classes {
		topics = append(topics, c.name)
	}
	texts := map[string]string{}
	add := func(files fs.FS, pattern string) {
		t.Helper()
		names, err := fs.Glob(files, pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no text is %s: %v", pattern, err)
		}
		for _, name := range names {
			b, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = string(b)
		}
	}
	add(asyncFile, "explain/*.tmpl")
	add(classFiles, "explain/*.txt")
	root := os.DirFS(filepath.Join("..", "..", ".."))
	add(root, "docs/*.md")
	add(root, "docs/internal/*.md")
	add(root, "README.md")
	named := 0
	for name, text := range texts {
		var found []string
		if strings.HasPrefix(name, "explain/") {
			for _, m := range inBrackets.FindAllStringSubmatch(text, -1) {
				found = append(found, m[1])
			}
		}
		for _, m := range inCommand.FindAllStringSubmatch(text, -1) {
			found = append(found, m[2])
		}
		for _, what := range found {
			named++
			if !slices.Contains(topics, what) {
				t.Errorf("%s names %q, which is neither a scenario nor a class of bugs", name, what)
			}
		}
	}
	if named < 5 {
		t.Errorf("found only %d names", named)
	}
}

// What is explained fits a terminal of 80 columns.
func TestClassesFit(t *testing.T) {
	for _, c := range classes {
		for line := range strings.Lines(c.text()) {
			if line = strings.TrimSuffix(line, "\n"); text.Columns(line) > frame.HelpWidth {
				t.Errorf("%s: %d columns: %s", c.name, text.Columns(line), line)
			}
		}
	}
}
