package record

import (
	"cmp"
	"debug/elf"
	"fmt"
	"slices"
)

// Code knows the functions of a test binary. Executions name places in the code by
// their offset from the start of the text, which is another one in every build;
// records name them by function and offset in it.
type Code interface {
	// Site names the place at offset pc from the start of the text.
	Site(pc uint32) (Site, bool)
	// Offset is the inverse of Site, in this build.
	Offset(Site) (pc uint32, ok bool)
}

// symbols are the Code of a binary on the disk.
type symbols struct {
	funcs  []function // by start
	byName map[string]function
}

type function struct {
	name       string
	start, end uint32
}

// ReadCode reads the symbol table of a test binary. Without one (-ldflags=-s,
// or not an ELF file) there are no functions, and so no sites in records.
func ReadCode(path string) (Code, error) {
	f, err := elf.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the symbols of the test binary: %w", err)
	}
	defer f.Close()
	all, err := f.Symbols()
	if err != nil {
		return nil, fmt.Errorf("cannot read the symbols of the test binary, is it built with -ldflags=-s? %w", err)
	}
	var text, etext uint64
	for _, s := range all {
		switch s.Name {
		case "runtime.text":
			text = s.Value
		case "runtime.etext":
			etext = s.Value
		}
	}
	c := &symbols{byName: map[string]function{}}
	for _, s := range all {
		if elf.ST_TYPE(s.Info) == elf.STT_FUNC && s.Size > 0 && s.Value >= text && s.Value+s.Size <= etext {
			fn := function{s.Name, uint32(s.Value - text), uint32(s.Value + s.Size - text)}
			c.funcs = append(c.funcs, fn)
			c.byName[s.Name] = fn
		}
	}
	slices.SortFunc(c.funcs, func(a, b function) int { return cmp.Compare(a.start, b.start) })
	return c, nil
}

// Site implements Code.
func (c *symbols) Site(pc uint32) (Site, bool) {
	i, found := slices.BinarySearchFunc(c.funcs, pc, func(f function, pc uint32) int { return cmp.Compare(f.start, pc) })
	if !found {
		i--
	}
	if i < 0 || pc >= c.funcs[i].end {
		return Site{}, false
	}
	return Site{Func: c.funcs[i].name, Offset: pc - c.funcs[i].start}, true
}

// Offset implements Code.
func (c *symbols) Offset(s Site) (uint32, bool) {
	f, ok := c.byName[s.Func]
	if !ok || s.Offset >= f.end-f.start {
		return 0, false
	}
	return f.start + s.Offset, true
}
