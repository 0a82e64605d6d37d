package learn

import (
	"io/fs"
	"strings"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Drills are all variants, right or wrong, that learners could have written: to
// be looked at, and judged.
func Drills(sources fs.FS, scenarios []*scenario.Scenario) (all []*Exercise) {
	for _, s := range scenarios {
		for i := range s.Variants {
			row := Row{ID: s.ID, Starter: s.Variants[i].Name, Break: true}
			if d, err := New(sources, s, row, len(all)+1); err == nil {
				all = append(all, d)
			}
		}
	}
	return all
}

// Drill returns the files of a module with one drill.
func Drill(d *Exercise) (map[string]string, error) {
	files, err := module()
	if err != nil {
		return nil, err
	}
	code, err := d.With(d.Starter)
	if err != nil {
		return nil, err
	}
	for name, text := range code {
		files[d.Name+"/"+name] = text
	}
	return files, nil
}

// Property is the code that tests the exercise, without what belongs to the file.
func (e *Exercise) Property() (string, error) {
	files, err := e.With(e.Starter)
	if err != nil {
		return "", err
	}
	text := files[TestFile]
	if _, after, ok := strings.Cut(text, "\n)\n\n"); ok { // the imports
		text = after
	}
	for _, end := range []string{"\n// " + TestMore, "\n// A workload"} {
		text, _, _ = strings.Cut(text, end)
	}
	return text, nil
}
