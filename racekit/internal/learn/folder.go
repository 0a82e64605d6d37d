package learn

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/scenario"
)

// All makes the exercises of the curriculum.
func All(sources fs.FS, scenarios []*scenario.Scenario) ([]*Exercise, error) {
	var all []*Exercise
	var bad []error
	for i, r := range Curriculum {
		at := slices.IndexFunc(scenarios, func(s *scenario.Scenario) bool { return s.ID == r.ID })
		if at < 0 {
			continue
		}
		e, err := New(sources, scenarios[at], r, i+1)
		if err != nil {
			bad = append(bad, err)
			continue
		}
		all = append(all, e)
	}
	return all, errors.Join(bad...)
}

// Init writes the exercises to dir, which may be there if it is empty.
func Init(dir string, all []*Exercise) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty: name a folder that is not there, or go there and say 'racekit learn'", dir)
	}
	files, err := module()
	if err != nil {
		return err
	}
	var toc strings.Builder
	for stage, about := range Stages {
		var list strings.Builder
		for _, e := range all {
			if e.Stage == stage {
				fmt.Fprintf(&list, "- [%s](%[1]s/README.md): %s\n", e.Name, e.Scenario.Title)
			}
		}
		name := fmt.Sprintf("stage-%02d.md", stage)
		files[name] = fmt.Sprintf("# %d. %s\n\n%s\n\n%s", stage, about.Title, strings.Join(text.Wrap("", about.About, 80), "\n"), list.String())
		fmt.Fprintf(&toc, "- [%d. %s](%s)\n", stage, about.Title, name)
	}
	files["README.md"] = fmt.Sprintf(readme, toc.String())
	for _, e := range all {
		if err := e.Write(dir); err != nil {
			return err
		}
	}
	if err := writeAll(dir, files); err != nil {
		return err
	}
	return (&State{Version: stateVersion, Current: all[0].Name, Exercises: map[string]*Progress{}}).Save(dir)
}

// writeAll puts files below dir.
func writeAll(dir string, files map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := write(filepath.Join(dir, name), files[name]); err != nil {
			return err
		}
	}
	return nil
}

const readme = `# Concurrency exercises

Each folder has code that is wrong under some schedule, and a test that says what
must hold. Edit exercise.go until no schedule breaks it. In the first stage it is
the other way round: you are the scheduler and break it.

    racekit learn            check on every save
    racekit learn list       all exercises and your progress
    racekit learn run NAME   check one
    racekit learn break NAME be the scheduler
    racekit learn hint NAME  a hint, up to three

%s
The tests are ordinary Go tests: go test runs them too, under one schedule, and
mostly passes.
`

// Write puts the files of the exercise below dir as they were at first.
func (e *Exercise) Write(dir string) error {
	files, err := e.Files()
	if err != nil {
		return err
	}
	return writeAll(filepath.Join(dir, e.Name), files)
}

// Read returns the files of the exercise that the go command would build, as
// they are now, by name.
func (e *Exercise) Read(dir string) (map[string]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, e.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !slices.Contains([]string{".go", ".s", ".syso"}, filepath.Ext(name)) || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // it is just being saved
		}
		if err != nil {
			return nil, err
		}
		files[name] = string(text)
	}
	return files, nil
}
