package linear

import "slices"

// Shrink returns the smallest program that it finds for which fails holds,
// starting from one for which it does: first with fewer calls, then with
// simpler arguments. It asks for at most limit programs, each once.
func Shrink(p Program, limit int, fails func(Program) bool) Program {
	tried := map[string]bool{key(p): true}
	for {
		i := slices.IndexFunc(smaller(p), func(q Program) bool {
			k := key(q)
			if tried[k] || limit == 0 {
				return false
			}
			tried[k] = true
			limit--
			return fails(q)
		})
		if i < 0 {
			return p
		}
		p = smaller(p)[i]
	}
}

// smaller are the programs that are one step simpler than p, the boldest steps
// first. Every chain of steps ends: a step removes calls, or it lowers arguments.
func smaller(p Program) []Program {
	var out []Program
	parts := p.parts()
	last := len(parts) - 1
	without := func(i int, ops []Op) {
		q := slices.Clone(parts)
		q[i] = ops
		if r := ofParts(q); len(r.Threads) >= 2 {
			out = append(out, r)
		}
	}
	for i := range parts {
		if len(parts[i]) > 1 || len(parts[i]) == 1 && i > 0 && i < last {
			without(i, nil)
		}
	}
	for i, ops := range parts {
		for k := range slices.Backward(ops) {
			without(i, slices.Delete(slices.Clone(ops), k, k+1))
		}
	}
	return append(out, lower(parts)...)
}

// lower are the programs with simpler arguments: all of one value, then one
// by one.
func lower(parts [][]Op) []Program {
	var out []Program
	for from := maxSeed; from > 0; from-- {
		for to := range from {
			if q, n := replace(parts, from, to, -1); n > 1 {
				out = append(out, q)
			}
		}
	}
	for from := maxSeed; from > 0; from-- {
		for to := range from {
			_, n := replace(parts, from, to, -1)
			for k := range n {
				q, _ := replace(parts, from, to, k)
				out = append(out, q)
			}
		}
	}
	return out
}

// replace returns the program with the only-th argument of a value replaced, or
// all of them if only is negative, and how many there are.
func replace(parts [][]Op, from, to, only int) (Program, int) {
	n := 0
	out := make([][]Op, len(parts))
	for i, ops := range parts {
		for _, op := range ops {
			op.Args = slices.Clone(op.Args)
			for k := range op.Args {
				if op.Args[k] == from {
					if only < 0 || n == only {
						op.Args[k] = to
					}
					n++
				}
			}
			out[i] = append(out[i], op)
		}
	}
	return ofParts(out), n
}

func key(p Program) string {
	var b []byte
	for _, ops := range p.parts() {
		for _, op := range ops {
			b = append(b, byte(op.Method))
			for _, a := range op.Args {
				b = append(b, byte(a))
			}
			b = append(b, 0xfe)
		}
		b = append(b, 0xff)
	}
	return string(b)
}
