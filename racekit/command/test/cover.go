package test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/cover"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/internal/file"
)

// A block is a stretch of code that runs as a whole.
type block struct {
	file               string
	cover.ProfileBlock // without its count
}

// blocks are how often each block ran.
type blocks struct {
	mode string
	runs map[block]int
}

// coverage says, in the words of go test, how much of the code ran in at least
// one of the processes that left their profiles in dir, and keeps the profiles
// for -coverprofile in all.
func (all *blocks) coverage(o *engine.Options, dir string) (string, error) {
	var pkg blocks
	if err := pkg.read(dir); err != nil {
		return "", fmt.Errorf("coverage: %w", err)
	}
	all.add(pkg)
	text := pkg.String()
	if o.CoverPkg != "" && len(pkg.runs) > 0 {
		text += " in " + strings.ReplaceAll(o.CoverPkg, ",", ", ")
	}
	return text, nil
}

// read adds the profiles in dir. A process that was killed while it wrote left
// an empty file.
func (b *blocks) read(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.out"))
	if err != nil {
		return err
	}
	for _, name := range files {
		profiles, err := cover.ParseProfiles(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		one := blocks{runs: map[block]int{}}
		for _, p := range profiles {
			one.mode = p.Mode
			for _, of := range p.Blocks {
				n := of.Count
				of.Count = 0
				one.runs[block{p.FileName, of}] += n
			}
		}
		b.add(one)
	}
	return nil
}

func (b *blocks) add(more blocks) {
	if b.runs == nil {
		b.runs = map[block]int{}
	}
	b.mode = cmp.Or(b.mode, more.mode)
	for of, n := range more.runs {
		if b.mode == "set" {
			b.runs[of] = max(b.runs[of], n)
		} else {
			b.runs[of] += n
		}
	}
}

func (b *blocks) String() string {
	total, ran := 0, 0
	for of, n := range b.runs {
		total += of.NumStmt
		if n > 0 {
			ran += of.NumStmt
		}
	}
	if total == 0 {
		return "coverage: [no statements]"
	}
	return fmt.Sprintf("coverage: %.1f%% of statements", 100*float64(ran)/float64(total))
}

// writeTo writes a profile that go tool cover reads.
func (b *blocks) writeTo(w io.Writer) error {
	var text bytes.Buffer
	fmt.Fprintf(&text, "mode: %s\n", cmp.Or(b.mode, "set"))
	for _, of := range slices.SortedFunc(maps.Keys(b.runs), func(x, y block) int {
		return cmp.Or(cmp.Compare(x.file, y.file), cmp.Compare(x.StartLine, y.StartLine), cmp.Compare(x.StartCol, y.StartCol))
	}) {
		fmt.Fprintf(&text, "%s:%d.%d,%d.%d %d %d\n", of.file, of.StartLine, of.StartCol, of.EndLine, of.EndCol, of.NumStmt, b.runs[of])
	}
	_, err := text.WriteTo(w)
	return err
}

// writeProfile writes the file that -coverprofile names.
func (all *blocks) writeProfile(o *engine.Options) error {
	name := o.CoverProfile
	if name == "" {
		return nil
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(o.Pages.OutputDir, name)
	}
	if err := file.SaveAll(name, all.writeTo); err != nil {
		return errors.Join(errors.New("the coverage profile was not written"), err)
	}
	return nil
}
