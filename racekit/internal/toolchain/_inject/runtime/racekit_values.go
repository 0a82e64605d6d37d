package runtime

import (
	"internal/abi"
	"unsafe"
)

// What the operations of an execution found in memory, and left there: for
// reports. Between a step and the next call of a hook only the goroutine of the
// step runs, and has done nothing else to the word. Its type is that with which
// it was allocated in this execution; of a variable of a package the parent
// knows it. What has no type, as small variables that the compiler allocates
// together, may still be known to be no pointer, and have a width.

const (
	// What rkAtomic is told above its operation.
	rkWide32 = 1 << 8
	rkWide64 = 1 << 9
	rkSwap   = 1 << 10 // it is a compare-and-swap
)

// An rkBirth is an allocation.
type rkBirth struct {
	at, end uintptr
	typ     *_type
	older   uint32 // number of the one before that has the same head; 0 is none
}

const (
	rkMaxValues = 1 << 18
	rkMaxBirths = 1 << 20
	rkHeads     = 1 << 16
)

var rkSeen struct {
	on     bool
	malloc bool // debug.malloc before
	values []rkw_ValueRecord
	n      int
	open   uintptr // the address of the last of values, if its operation is going on; 0 if not
	births []rkBirth
	born   uint32
	heads  []uint32 // by place in the heap: the number of the last birth there
}

// rkWatchValues turns it on for one execution.
func rkWatchValues() {
	if rkSeen.values == nil {
		rkSeen.values = unsafe.Slice((*rkw_ValueRecord)(rkAlloc(rkMaxValues*unsafe.Sizeof(rkw_ValueRecord{}))), rkMaxValues)
		rkSeen.births = unsafe.Slice((*rkBirth)(rkAlloc(rkMaxBirths*unsafe.Sizeof(rkBirth{}))), rkMaxBirths)
		rkSeen.heads = unsafe.Slice((*uint32)(rkAlloc(rkHeads*4)), rkHeads)
	}
	clear(rkSeen.heads)
	rkSeen.n, rkSeen.open, rkSeen.born = 0, 0, 0
	rkSeen.malloc, debug.malloc = debug.malloc, true
	rkSeen.on = true
}

func rkUnwatchValues() {
	if rkSeen.on {
		rkSettle()
		rkSeen.on = false
		debug.malloc = rkSeen.malloc
	}
}

// rkBegins is called by a member that is about to perform its last step, an
// access of size bytes at addr; 0 is the width of its type.
func rkBegins(gp *g, op rks_Op, addr, size, pc uintptr) {
	switch op {
	case rks_OpRead, rks_OpWrite, rks_OpAtomicLoad, rks_OpAtomicStore, rks_OpAtomicRMW:
	default:
		return
	}
	i := rk.s.Stored - 1
	if size > 8 || i < 0 || rk.s.Stored != rk.s.Steps || rkSeen.n == len(rkSeen.values) || rk.s.Recorded()[i].Task != gp.rk {
		return
	}
	v := rkw_ValueRecord{Event: uint32(i)}
	switch typ, off, plain := rkTypeAt(addr); {
	case plain:
		if op == rks_OpWrite && size == 0 {
			v.Width = rkStoreWidth(pc)
		}
	case typ != nil:
		v.Kind = uint8(rkKindAt(typ, off))
		if v.Kind == 0 {
			return
		}
	case rkIsGlobal(addr):
		v.Global = uint64(addr - rk.text)
	default:
		return
	}
	v.Before = rkWordAt(addr)
	rkSeen.values[rkSeen.n] = v
	rkSeen.n++
	rkSeen.open = addr
}

// rkIsAtomic adds what is known of the atomic operation that has just begun.
//
//go:nosplit
func rkIsAtomic(addr, op, old uintptr) {
	if rkSeen.open != addr {
		return
	}
	v := &rkSeen.values[rkSeen.n-1]
	same := v.Before == uint64(old)
	v.Width = 8
	if op&rkWide32 != 0 {
		v.Width, same = 4, uint32(v.Before) == uint32(old)
	}
	switch {
	case op&rkSwap == 0:
	case same:
		v.Swap = rkw_SwapDone
	default:
		v.Swap = rkw_SwapFailed
	}
}

// rkSettle ends the operation that is going on, if there is one: something else
// is about to happen.
func rkSettle() {
	if rkSeen.open != 0 {
		rkSeen.values[rkSeen.n-1].After = rkWordAt(rkSeen.open)
		rkSeen.open = 0
	}
}

// rkWordAt reads the rest of the aligned word that has addr in it: no value
// goes beyond.
func rkWordAt(addr uintptr) uint64 {
	return *(*uint64)(unsafe.Pointer(addr &^ 7)) >> (addr & 7 * 8)
}

func rkIsGlobal(addr uintptr) bool {
	md := &firstmoduledata
	for _, s := range [...][2]uintptr{{md.data, md.edata}, {md.bss, md.ebss}, {md.noptrdata, md.enoptrdata}, {md.noptrbss, md.enoptrbss}} {
		if s[0] <= addr && addr < s[1] {
			return true
		}
	}
	return false
}

// rkBorn is told of every allocation.
func rkBorn(x unsafe.Pointer, elemsize uintptr, typ *_type) {
	if !rkSeen.on {
		return
	}
	at := uintptr(x)
	slot, s := rkSlot(at)
	if slot == 0 || int(rkSeen.born) == len(rkSeen.births)-1 {
		return
	}
	end := slot + elemsize
	if s.spanclass == tinySpanClass {
		end = slot + maxTinySize // later ones in the block are found first
	}
	head := &rkSeen.heads[slot/8%rkHeads]
	rkSeen.born++
	rkSeen.births[rkSeen.born] = rkBirth{at: at, end: end, typ: typ, older: *head}
	*head = rkSeen.born
}

// rkSlot returns where the heap's slot for addr begins; 0 if it is elsewhere.
func rkSlot(addr uintptr) (slot uintptr, s *mspan) {
	if s = spanOfHeap(addr); s == nil {
		return 0, nil
	}
	return s.base() + s.objIndex(addr)*s.elemsize, s
}

// rkTypeAt returns the type of the object that has addr in it, and the offset;
// nil if that is unknown. Then it may be plain: no pointer is in the object.
func rkTypeAt(addr uintptr) (typ *_type, off uintptr, plain bool) {
	slot, s := rkSlot(addr)
	if slot == 0 {
		return nil, 0, false
	}
	if int(rkSeen.born) < len(rkSeen.births)-1 { // or the last of them may be missing
		for n := rkSeen.heads[slot/8%rkHeads]; n != 0; n = rkSeen.births[n].older {
			if b := &rkSeen.births[n]; b.at <= addr && addr < b.end {
				typ, off = b.typ, addr-b.at
				break
			}
		}
	}
	return typ, off, typ == nil && s.spanclass.noscan()
}

// rkKindAt returns the kind of what begins at off in a value of type t, or a
// series of them; 0 if it is nothing that has one word, or belongs to the
// runtime.
func rkKindAt(t *_type, off uintptr) abi.Kind {
	if t.Size_ == 0 {
		return 0
	}
	off %= t.Size_
	for {
		switch k := t.Kind(); k {
		case abi.Array:
			a := (*arraytype)(unsafe.Pointer(t))
			if a.Elem.Size_ == 0 {
				return 0
			}
			t, off = a.Elem, off%a.Elem.Size_
		case abi.Struct:
			path := toRType(t).pkgpath()
			if path == "runtime" || rkStarts(path, "internal/") {
				return 0
			}
			if path == "sync/atomic" && toRType(t).name() == "Bool" && off == 0 {
				return abi.Bool
			}
			next := (*_type)(nil)
			for _, f := range (*structtype)(unsafe.Pointer(t)).Fields {
				if f.Offset <= off && off-f.Offset < f.Typ.Size_ {
					next, off = f.Typ, off-f.Offset
					break
				}
			}
			if next == nil {
				return 0
			}
			t = next
		default:
			if off != 0 || t.Size_ > 8 {
				return 0
			}
			return k
		}
	}
}

// rkValues returns what was seen in the last execution.
//
//go:linkname rkValues testing.rkValues
func rkValues() []rkw_ValueRecord { return rkSeen.values[:rkSeen.n] }
