package harness

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/racekit/toolkit/racekit/internal/record"
)

// named are the tests whose records were named.
var named sync.Map

// nameRecords logs, once per test, the records of c's test: go test does not
// replay them.
func (c *Call) nameRecords() {
	test, _, _ := strings.Cut(c.T.Name(), "/")
	if _, before := named.LoadOrStore(test, true); before {
		return
	}
	if text := recordsOf(filepath.Join(directory, filepath.FromSlash(record.Dir)), test); text != "" {
		c.T.Helper()
		c.T.Log(text)
	}
}

// recordsOf names the records of a test below root; "" if there are none.
func recordsOf(root, test string) string {
	files, err := record.Saved(root, test)
	if err != nil || len(files) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("racekit: there are recorded findings, which racekit test replays and go test does not:")
	for _, f := range files {
		what := "it cannot be read"
		if r, err := record.Load(f); err == nil {
			what = string(r.Kind)
		}
		if rel, err := filepath.Rel(directory, f); err == nil {
			f = rel
		}
		fmt.Fprintf(&b, "\n%s: racekit replay %s", what, f)
	}
	return b.String()
}
