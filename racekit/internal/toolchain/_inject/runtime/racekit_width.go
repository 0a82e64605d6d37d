package runtime

import "unsafe"

// rkStoreWidth returns how many bytes the instruction stores before which
// racewrite was called, which returns to pc. Only the reloading of registers can
// come between the two: the compiler does not move memory operations over a
// call. 0 is unknown: a floating-point number, or code that is not understood.
func rkStoreWidth(pc uintptr) uint8 {
	const most = 16
	for range most {
		width, size := rkStore((*[16]byte)(unsafe.Pointer(pc)))
		if size == 0 || width != 0 {
			return width
		}
		pc += size
	}
	return 0
}

// rkStore decodes an amd64 instruction: how many bytes it stores in memory that
// is not the stack's, and its size. The size is 0 if it is none of those that can
// stand between racewrite and the store.
func rkStore(code *[16]byte) (width uint8, size uintptr) {
	i := 0
	operand, rex := uint8(4), byte(0)
	if code[i] == 0x66 {
		operand = 2
		i++
	}
	if code[i]&0xf0 == 0x40 {
		rex = code[i]
		if rex&8 != 0 {
			operand = 8
		}
		i++
	}
	op := code[i]
	i++
	immediate := 0
	stores, registers := false, false
	switch {
	case op&0xf8 == 0xb8: // MOV immediate, register
		return 0, uintptr(i) + uintptr(operand)
	case op == 0x88, op == 0x89: // MOV register, r/m
		stores = true
	case op == 0xc6, op == 0xc7: // MOV immediate, r/m
		stores, immediate = true, int(min(operand, 4))
	case op == 0x8a, op == 0x8b, op == 0x8d, op == 0x63: // MOV r/m, register; LEA; MOVSXD
	case op == 0x31: // XOR register, register
		registers = true
	case op == 0x0f && (code[i] == 0xb6 || code[i] == 0xb7 || code[i] == 0xbe || code[i] == 0xbf): // MOVZX, MOVSX
		i++
	default:
		return 0, 0
	}
	if op == 0x88 || op == 0xc6 {
		operand, immediate = 1, min(immediate, 1)
	}

	mod, base := code[i]>>6, code[i]&7
	i++
	if mod == 3 {
		return 0, uintptr(i + immediate)
	}
	if registers {
		return 0, 0
	}
	scaled := base == 4
	if scaled {
		base = code[i] & 7
		i++
	}
	onStack := scaled && base == 4 && rex&1 == 0
	switch {
	case mod == 1:
		i++
	case mod == 2, base == 5:
		i += 4
	}
	if !stores || onStack {
		operand = 0
	}
	return operand, uintptr(i + immediate)
}
