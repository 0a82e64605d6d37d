package sched

// A Profile is what earlier executions tell of later ones: how many events
// tasks have, and on which objects. Tasks are known by their signatures.
type Profile struct {
	Counts  []uint32 // accesses of each shared object, which are numbered from 1
	Weights []Weight // ascending by Of, then by Sig
	Uses    []Use    // ascending by Of, then by Key
}

// A Weight is how many events a task has, its descendants' included: on one
// object, or in all.
type Weight struct {
	Of  uint32 // number of the object; 0 is all events
	N   uint32
	Sig uint64
}

// A Use says that an operation is on an object.
type Use struct {
	Of  uint32
	Key uint64 // as UseKey returns it
}

// UseKey identifies the operation of the task with signature sig at code
// offset pc, in all executions. An address would not do, nor who came first.
func UseKey(sig uint64, pc uint32) uint64 { return mix(sig + mix(uint64(pc))) }

// weight returns how many events the task has on an object.
func (p *Profile) weight(object uint32, sig uint64) uint32 {
	lo, hi := 0, len(p.Weights)
	for lo < hi {
		mid := (lo + hi) / 2
		if w := &p.Weights[mid]; w.Of < object || w.Of == object && w.Sig < sig {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(p.Weights) && p.Weights[lo].Of == object && p.Weights[lo].Sig == sig {
		return p.Weights[lo].N
	}
	return 0
}

// uses reports whether the operation with the key is on the object.
func (p *Profile) uses(object uint32, key uint64) bool {
	lo, hi := 0, len(p.Uses)
	for lo < hi {
		mid := (lo + hi) / 2
		if u := &p.Uses[mid]; u.Of < object || u.Of == object && u.Key < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(p.Uses) && p.Uses[lo].Of == object && p.Uses[lo].Key == key
}

// draw returns the number of an object, with probability proportional to its
// accesses; 0 if there is none.
func (p *Profile) draw(r *Rand) uint32 {
	total := uint64(0)
	for _, n := range p.Counts {
		total += uint64(n)
	}
	if total == 0 {
		return 0
	}
	x := uint64(r.N(uint32(min(total, 1<<32-1))))
	for i, n := range p.Counts {
		if x < uint64(n) {
			return uint32(i + 1)
		}
		x -= uint64(n)
	}
	return uint32(len(p.Counts))
}
