package command

import (
	"cmp"
	"debug/elf"
	"fmt"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/finding"
)

// A code knows the functions of a test binary. Executions name places in the
// code by their offset from the start of the text, which is another one in
// every build; records name them by function and offset in it.
type code struct {
	funcs  []function // by start
	byName map[string]function
}

type function struct {
	name       string
	start, end uint32
}

// readCode reads the symbol table of a test binary. Without one (-ldflags=-s,
// or not an ELF file) there are no functions, and so no sites in records.
func readCode(path string) (*code, error) {
	f, err := elf.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the symbols of the test binary: %w", err)
	}
	defer f.Close()
	symbols, err := f.Symbols()
	if err != nil {
		return nil, fmt.Errorf("cannot read the symbols of the test binary, is it built with -ldflags=-s? %w", err)
	}
	var text, etext uint64
	for _, s := range symbols {
		switch s.Name {
		case "runtime.text":
			text = s.Value
		case "runtime.etext":
			etext = s.Value
		}
	}
	c := &code{byName: map[string]function{}}
	for _, s := range symbols {
		if elf.ST_TYPE(s.Info) == elf.STT_FUNC && s.Size > 0 && s.Value >= text && s.Value+s.Size <= etext {
			fn := function{s.Name, uint32(s.Value - text), uint32(s.Value + s.Size - text)}
			c.funcs = append(c.funcs, fn)
			c.byName[s.Name] = fn
		}
	}
	slices.SortFunc(c.funcs, func(a, b function) int { return cmp.Compare(a.start, b.start) })
	return c, nil
}

// site names the place at offset pc from the start of the text.
func (c *code) site(pc uint32) (finding.Site, bool) {
	i, found := slices.BinarySearchFunc(c.funcs, pc, func(f function, pc uint32) int { return cmp.Compare(f.start, pc) })
	if !found {
		i--
	}
	if i < 0 || pc >= c.funcs[i].end {
		return finding.Site{}, false
	}
	return finding.Site{Func: c.funcs[i].name, Offset: pc - c.funcs[i].start}, true
}

// offset is the inverse of site, in this build.
func (c *code) offset(s finding.Site) (uint32, bool) {
	f, ok := c.byName[s.Func]
	if !ok || s.Offset >= f.end-f.start {
		return 0, false
	}
	return f.start + s.Offset, true
}
