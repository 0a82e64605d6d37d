package detect

// A vector clock says for each slot up to which of its clocks all is known. It is
// a radix tree of Nodes that are shared and, once shared, not changed: to publish a
// clock is to share its root, whatever its size, and to join two clocks costs what
// they do not share. The root 0 is the clock that knows nothing.

// A Node has sixteen children, or at level 0 sixteen clocks.
type Node struct {
	refs  uint32
	level uint32
	kids  [fan]uint32
}

const (
	fan  = 16
	bits = 4
)

// tall reports whether a node of a level has room for slot.
func tall(level, slot uint32) bool {
	return bits*(level+1) >= 32 || slot>>(bits*(level+1)) == 0
}

// known returns what a clock knows of a slot.
func (d *Detector) known(root, slot uint32) uint32 {
	if root == 0 {
		return 0
	}
	n := &d.mem.Clocks[root]
	if !tall(n.level, slot) {
		return 0
	}
	for n.level > 0 {
		k := n.kids[slot>>(bits*n.level)%fan]
		if k == 0 {
			return 0
		}
		n = &d.mem.Clocks[k]
	}
	return n.kids[slot%fan]
}

// node returns a new node with one reference; 0, which is never read, if there is
// no memory.
func (d *Detector) node(level uint32) uint32 {
	i := d.freeClock
	if i != 0 {
		d.freeClock = d.mem.Clocks[i].kids[0]
	} else if i = d.next(&d.clocks, len(d.mem.Clocks)); i == 0 {
		level = 0
	}
	d.mem.Clocks[i] = Node{refs: 1, level: level}
	return i
}

func (d *Detector) ref(i uint32) uint32 {
	if i != 0 {
		d.mem.Clocks[i].refs++
	}
	return i
}

func (d *Detector) unref(i uint32) {
	if i == 0 {
		return
	}
	n := &d.mem.Clocks[i]
	if n.refs--; n.refs > 0 {
		return
	}
	if n.level > 0 {
		for _, k := range n.kids {
			d.unref(k)
		}
	}
	n.kids[0] = d.freeClock
	d.freeClock = i
}

// own takes a reference and returns one to a node that nobody shares.
func (d *Detector) own(i uint32) uint32 {
	if d.mem.Clocks[i].refs == 1 {
		return i
	}
	j := d.node(d.mem.Clocks[i].level)
	if j == 0 {
		return 0
	}
	n, m := &d.mem.Clocks[i], &d.mem.Clocks[j]
	n.refs--
	m.kids = n.kids
	if m.level > 0 {
		for _, k := range m.kids {
			d.ref(k)
		}
	}
	return j
}

// set takes a reference to a clock and returns one to the same with another entry.
func (d *Detector) set(root, slot, clock uint32) uint32 {
	if root == 0 {
		root = d.node(0)
	}
	for !tall(d.mem.Clocks[root].level, slot) {
		up := d.node(d.mem.Clocks[root].level + 1)
		if up == 0 {
			return 0
		}
		d.mem.Clocks[up].kids[0] = root
		root = up
	}
	root = d.own(root)
	for at := root; ; {
		n := &d.mem.Clocks[at]
		if n.level == 0 {
			n.kids[slot%fan] = clock
			return root
		}
		k := &n.kids[slot>>(bits*n.level)%fan]
		if *k == 0 {
			*k = d.node(n.level - 1)
		} else {
			*k = d.own(*k)
		}
		at = *k
	}
}

// join takes a reference to a clock and returns one to what it and another know
// together.
func (d *Detector) join(a, b uint32) uint32 {
	if a == b || b == 0 {
		return a
	}
	both := d.merged(a, b)
	d.unref(a)
	return both
}

// merged returns a reference to a clock that knows what x and y know: one of the
// two if that is enough.
func (d *Detector) merged(x, y uint32) uint32 {
	switch {
	case x == y || y == 0:
		return d.ref(x)
	case x == 0:
		return d.ref(y)
	}
	if d.mem.Clocks[x].level < d.mem.Clocks[y].level {
		x, y = y, x
	}
	var kids [fan]uint32
	isX, isY := true, true
	a, b := &d.mem.Clocks[x], &d.mem.Clocks[y]
	switch {
	case a.level > b.level:
		kids, isY = a.kids, false
		kids[0] = d.merged(a.kids[0], y)
		isX = kids[0] == a.kids[0]
		for _, k := range kids[1:] {
			d.ref(k)
		}
	case a.level == 0:
		for i := range kids {
			kids[i] = max(a.kids[i], b.kids[i])
			isX = isX && kids[i] == a.kids[i]
			isY = isY && kids[i] == b.kids[i]
		}
	default:
		for i := range kids {
			kids[i] = d.merged(a.kids[i], b.kids[i])
			isX = isX && kids[i] == a.kids[i]
			isY = isY && kids[i] == b.kids[i]
		}
	}
	if isX || isY {
		if a.level > 0 {
			for _, k := range kids {
				d.unref(k)
			}
		}
		if isX {
			return d.ref(x)
		}
		return d.ref(y)
	}
	i := d.node(a.level)
	if i != 0 {
		d.mem.Clocks[i].kids = kids
	}
	return i
}
