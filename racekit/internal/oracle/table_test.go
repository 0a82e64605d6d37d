package oracle

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every hazard has a row in docs/hazards.md with a test in it that is there.
func TestHazardsHaveTests(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	page, err := os.ReadFile(filepath.Join(root, "docs", "hazards.md"))
	if err != nil {
		t.Fatal(err)
	}
	var sources bytes.Buffer
	for _, dir := range []string{"racekit/internal", "testdata"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			sources.Write(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	row := regexp.MustCompile(`(?m)^\| (\d+) \|.*\| ([^|]*) \|$`)
	rows := row.FindAllStringSubmatch(string(page), -1)
	if len(rows) != 22 {
		t.Errorf("%d rows, want one for each of the 22 hazards", len(rows))
	}
	for _, r := range rows {
		for name := range strings.SplitSeq(r[2], ", ") {
			if !bytes.Contains(sources.Bytes(), []byte("func "+name+"(")) {
				t.Errorf("hazard %s: there is no test %q", r[1], name)
			}
		}
	}
}
