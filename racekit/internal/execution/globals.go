package execution

import (
	"cmp"
	"debug/dwarf"
	"debug/elf"
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
)

// A globals knows the types of a test binary's package variables, from its
// debug information. Without that, or in another format, it knows none.
type globals struct {
	data *dwarf.Data
	text uint64     // address of the text's start
	vars []variable // by address
}

type variable struct {
	addr uint64
	typ  dwarf.Offset
}

func readGlobals(path string) *globals {
	g := &globals{}
	f, err := elf.Open(path)
	if err != nil {
		return g
	}
	defer f.Close()
	symbols, _ := f.Symbols()
	at := slices.IndexFunc(symbols, func(s elf.Symbol) bool { return s.Name == "runtime.text" })
	data, err := f.DWARF()
	if err != nil || at < 0 {
		return g
	}
	g.data, g.text = data, symbols[at].Value
	var addrs []byte // of version 5, in which variables refer to a table
	if s := f.Section(".debug_addr"); s != nil {
		addrs, _ = s.Data()
	}
	g.read(addrs)
	slices.SortStableFunc(g.vars, func(a, b variable) int { return cmp.Compare(a.addr, b.addr) })
	return g
}

func (g *globals) read(addrs []byte) {
	base := int64(0) // of the unit, in addrs
	for r := g.data.Reader(); ; {
		e, err := r.Next()
		if err != nil || e == nil {
			return
		}
		switch e.Tag {
		case dwarf.TagCompileUnit:
			base, _ = e.Val(dwarf.AttrAddrBase).(int64)
			continue
		case dwarf.TagVariable:
			loc, _ := e.Val(dwarf.AttrLocation).([]byte)
			typ, ok := e.Val(dwarf.AttrType).(dwarf.Offset)
			if addr, known := address(loc, addrs, base); ok && known {
				g.vars = append(g.vars, variable{addr, typ})
			}
		}
		if e.Children {
			r.SkipChildren()
		}
	}
}

// address returns what the location of a variable says, if that is a fixed
// address.
func address(loc, addrs []byte, base int64) (uint64, bool) {
	const (
		opAddr  = 0x03 // DW_OP_addr
		opAddrx = 0xa1 // DW_OP_addrx
	)
	switch {
	case len(loc) == 9 && loc[0] == opAddr:
		return binary.LittleEndian.Uint64(loc[1:]), true
	case len(loc) > 1 && loc[0] == opAddrx:
		n, used := binary.Uvarint(loc[1:])
		at := base + 8*int64(n)
		if used == len(loc)-1 && n < 1<<32 && base >= 0 && at+8 <= int64(len(addrs)) {
			return binary.LittleEndian.Uint64(addrs[at:]), true
		}
	}
	return 0, false
}

// kindAt returns the kind of what begins at so many bytes from the text's
// start; reflect.Invalid if it is unknown, or has more than a word.
func (g *globals) kindAt(offset uint64) reflect.Kind {
	addr := g.text + offset
	i, found := slices.BinarySearchFunc(g.vars, addr, func(v variable, addr uint64) int { return cmp.Compare(v.addr, addr) })
	if !found {
		i--
	}
	if i < 0 {
		return reflect.Invalid
	}
	typ, err := g.data.Type(g.vars[i].typ)
	if err != nil {
		return reflect.Invalid
	}
	return kindIn(typ, int64(addr-g.vars[i].addr))
}

// kindIn returns the kind of what begins at offset off in a value of a type. It
// does for package variables what the runtime's rkKindAt does for the heap.
func kindIn(typ dwarf.Type, off int64) reflect.Kind {
	if off < 0 || off >= typ.Size() {
		return reflect.Invalid
	}
	switch t := typ.(type) {
	case *dwarf.TypedefType:
		return kindIn(t.Type, off)
	case *dwarf.ArrayType:
		if size := t.Type.Size(); size > 0 {
			return kindIn(t.Type, off%size)
		}
		return reflect.Invalid
	case *dwarf.StructType:
		name := t.StructName
		switch {
		case name == "string", strings.HasPrefix(name, "[]"), strings.HasPrefix(name, "runtime."), strings.HasPrefix(name, "internal/"):
			return reflect.Invalid
		case name == "sync/atomic.Bool" && off == 0:
			return reflect.Bool
		}
		for _, f := range t.Field {
			if f.ByteOffset <= off && off < f.ByteOffset+f.Type.Size() {
				return kindIn(f.Type, off-f.ByteOffset)
			}
		}
		return reflect.Invalid
	}
	if off != 0 {
		return reflect.Invalid
	}
	size := typ.Size()
	switch t := typ.(type) {
	case *dwarf.BoolType:
		return reflect.Bool
	case *dwarf.IntType:
		return ofSize(size, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64)
	case *dwarf.UintType:
		if t.Name == "uintptr" {
			return reflect.Uintptr
		}
		return ofSize(size, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64)
	case *dwarf.FloatType:
		return ofSize(size, reflect.Invalid, reflect.Invalid, reflect.Float32, reflect.Float64)
	case *dwarf.PtrType:
		return reflect.Pointer
	}
	return reflect.Invalid
}

// ofSize returns the kind with a size in bytes, of those with 1, 2, 4 and 8.
func ofSize(size int64, kinds ...reflect.Kind) reflect.Kind {
	for i, k := range kinds {
		if size == 1<<i {
			return k
		}
	}
	return reflect.Invalid
}
