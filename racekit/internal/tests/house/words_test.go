package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// forbidden are words that the glossary of docs/architecture.md has better ones
// for, where a plain search does without false alarms.
var forbidden = []struct {
	bad  *regexp.Regexp
	good string
}{
	{regexp.MustCompile(`(?i)\bmend(s|ed|ing)?\b`), "fix"},
	{regexp.MustCompile(`(?i)\bno meaning\b`), "has no effect, or is ignored"},
	{regexp.MustCompile(`(?i)\bcounts? more\b`), "takes precedence over"},
	{regexp.MustCompile(`(?i)\bnatively\b`), "with an ordinary toolchain"},
	{regexp.MustCompile(`(?i)\bunseen\b`), "which it did not see, or a new schedule"},
	{regexp.MustCompile(`(?i)\bconflicts with\b`), "races with"},
	{regexp.MustCompile(`(?i)\bplaces? to switch\b`), "scheduling point"},
	{regexp.MustCompile(`(?i)\bnew process(es)?\b`), "fresh process"},
	{regexp.MustCompile(`(?i)\bseed file\b`), "record"},
	{regexp.MustCompile(`(?i)\bgets? on\b`), "makes progress"},
	{regexp.MustCompile(`(?i)\b(begins?|starts?) anew\b`), "start over"},
	{regexp.MustCompile(`(?i)\bforced to make\b`), "a preemption"},
	{regexp.MustCompile(`(?i)\btook two ways\b`), "gave two different executions"},
	{regexp.MustCompile(`(?i)\bno edge from\b`), "does not happen before"},
}

// TestForbiddenWords: what users read has the words of the glossary: the strings
// of the program, help and pages. TestWords has the godoc.
func TestForbiddenWords(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..")
	texts := 0
	check := func(where, text string) {
		texts++
		text = strings.Join(strings.Fields(text), " ")
		for _, f := range forbidden {
			if bad := f.bad.FindString(text); bad != "" {
				t.Errorf("%s has %q; want %q:\n%s", where, bad, f.good, text)
			}
		}
	}
	for _, pattern := range []string{"README.md", "CONTRIBUTING.md", "docs/*.md", "racekit/command/help/*.txt", "racekit/command/catalogue/explain/*"} {
		names, err := fs.Glob(os.DirFS(root), pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no file is %s: %v", pattern, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			for part := range strings.SplitSeq(string(text), "\n\n") {
				if name == "docs/architecture.md" && strings.HasPrefix(part, "| use | for | not |") {
					continue // the glossary itself
				}
				check(name, part)
			}
		}
	}
	for _, dir := range []string{"racekit", "scenarios", "cmd"} {
		err := fs.WalkDir(os.DirFS(root), dir, func(file string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && slices.Contains([]string{"testdata", "_inject", "tests"}, d.Name()):
				return fs.SkipDir
			case d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
				return nil
			}
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, filepath.FromSlash(file)), nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if text, err := strconv.Unquote(lit.Value); err == nil && strings.Contains(text, " ") {
						check(file, text)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if texts < 2000 {
		t.Errorf("found only %d texts", texts)
	}
}
