package wire

// A codec writes or reads a message, so that one description of each message
// serves both. A reader that is bad yields zeroes.
type codec struct {
	buf     []byte // written so far, or left to read
	reading bool
	bad     bool
}

// AppendRun appends a frame to dst; so do the other Append functions.
func AppendRun(dst []byte, m *RunRequest) []byte {
	c := codec{buf: frameHeader(dst, TypeRun)}
	c.runRequest(m)
	return c.frame(len(dst))
}

// AppendSymbolize appends a frame to dst.
func AppendSymbolize(dst []byte, m *SymbolRequest) []byte {
	c := codec{buf: frameHeader(dst, TypeSymbolize)}
	c.words(&m.PCs)
	return c.frame(len(dst))
}

// AppendQuit appends a frame to dst.
func AppendQuit(dst []byte) []byte {
	c := codec{buf: frameHeader(dst, TypeQuit)}
	return c.frame(len(dst))
}

// AppendHello appends a frame to dst.
func AppendHello(dst []byte, m *HelloReply) []byte {
	c := codec{buf: frameHeader(dst, TypeHello)}
	c.helloReply(m)
	return c.frame(len(dst))
}

// AppendDone appends a frame to dst.
func AppendDone(dst []byte, m *DoneReply) []byte {
	c := codec{buf: frameHeader(dst, TypeDone)}
	c.doneReply(m)
	return c.frame(len(dst))
}

// AppendFrames appends a frame to dst.
func AppendFrames(dst []byte, m *FramesReply) []byte {
	c := codec{buf: frameHeader(dst, TypeFrames)}
	c.framesReply(m)
	return c.frame(len(dst))
}

// AppendError appends a frame to dst.
func AppendError(dst []byte, m *ErrorReply) []byte {
	c := codec{buf: frameHeader(dst, TypeError)}
	c.text(&m.Text)
	return c.frame(len(dst))
}

// ParseRun reads what follows the header; so do the other Parse functions.
// They report false if b is not exactly one message.
func ParseRun(b []byte) (m RunRequest, ok bool) {
	c := codec{buf: b, reading: true}
	c.runRequest(&m)
	return m, c.done()
}

// ParseSymbolize reads what follows the header.
func ParseSymbolize(b []byte) (m SymbolRequest, ok bool) {
	c := codec{buf: b, reading: true}
	c.words(&m.PCs)
	return m, c.done()
}

// ParseHello reads what follows the header.
func ParseHello(b []byte) (m HelloReply, ok bool) {
	c := codec{buf: b, reading: true}
	c.helloReply(&m)
	return m, c.done()
}

// ParseDone reads what follows the header.
func ParseDone(b []byte) (m DoneReply, ok bool) {
	c := codec{buf: b, reading: true}
	c.doneReply(&m)
	return m, c.done()
}

// ParseFrames reads what follows the header.
func ParseFrames(b []byte) (m FramesReply, ok bool) {
	c := codec{buf: b, reading: true}
	c.framesReply(&m)
	return m, c.done()
}

// ParseError reads what follows the header.
func ParseError(b []byte) (m ErrorReply, ok bool) {
	c := codec{buf: b, reading: true}
	c.text(&m.Text)
	return m, c.done()
}

func frameHeader(dst []byte, typ byte) []byte { return append(dst, 0, 0, 0, 0, typ) }

// frame fills in the length of the frame that starts at offset at.
func (c *codec) frame(at int) []byte {
	n := uint32(len(c.buf) - at - 4)
	for i := range 4 {
		c.buf[at+i] = byte(n >> (8 * i))
	}
	return c.buf
}

func (c *codec) done() bool { return !c.bad && len(c.buf) == 0 }

func (c *codec) fail() {
	c.buf, c.bad = nil, true
}

func (c *codec) u64(v *uint64) {
	if !c.reading {
		x := *v
		for x >= 0x80 {
			c.buf = append(c.buf, byte(x)|0x80)
			x >>= 7
		}
		c.buf = append(c.buf, byte(x))
		return
	}
	*v = 0
	for i := 0; i < len(c.buf) && i < 10; i++ {
		b := c.buf[i]
		if i == 9 && b > 1 {
			break
		}
		*v |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			c.buf = c.buf[i+1:]
			return
		}
	}
	*v = 0
	c.fail()
}

// bounded is u64 for a number that must not exceed limit.
func (c *codec) bounded(x, limit uint64) uint64 {
	c.u64(&x)
	if x > limit {
		c.fail()
		return 0
	}
	return x
}

// A writer only reads what it is given: several may send the same script at
// once.
func (c *codec) u32(v *uint32) {
	if x := c.bounded(uint64(*v), 1<<32-1); c.reading {
		*v = uint32(x)
	}
}

func (c *codec) u8(v *uint8) {
	if x := c.bounded(uint64(*v), 1<<8-1); c.reading {
		*v = uint8(x)
	}
}

// size and offset hold no negative numbers: those are sent as 0.
func (c *codec) size(v *int) {
	if x := c.bounded(uint64(max(*v, 0)), uint64(^uint(0)>>1)); c.reading {
		*v = int(x)
	}
}

func (c *codec) offset(v *int64) {
	if x := c.bounded(uint64(max(*v, 0)), 1<<63-1); c.reading {
		*v = int64(x)
	}
}

func (c *codec) flag(v *bool) {
	x := uint64(0)
	if *v {
		x = 1
	}
	if x = c.bounded(x, 1); c.reading {
		*v = x == 1
	}
}

func (c *codec) fixed64(v *uint64) {
	if !c.reading {
		for i := range 8 {
			c.buf = append(c.buf, byte(*v>>(8*i)))
		}
		return
	}
	*v = 0
	if len(c.buf) < 8 {
		c.fail()
		return
	}
	for i := range 8 {
		*v |= uint64(c.buf[i]) << (8 * i)
	}
	c.buf = c.buf[8:]
}

func (c *codec) text(v *string) {
	n := c.count(len(*v), 1)
	if !c.reading {
		c.buf = append(c.buf, *v...)
		return
	}
	*v = string(c.buf[:n])
	c.buf = c.buf[n:]
}

// count is the length n of a list, each element of which takes at least
// width bytes: what the rest of a message cannot hold is not allocated.
func (c *codec) count(n, width int) int {
	x := uint64(n)
	c.u64(&x)
	if c.reading && x > uint64(len(c.buf)/width) {
		c.fail()
		return 0
	}
	return int(x)
}

func list[T any](c *codec, v *[]T, width int, item func(*T)) {
	n := c.count(len(*v), width)
	if c.reading {
		*v = nil
		if n > 0 {
			*v = make([]T, n)
		}
	}
	for i := range *v {
		item(&(*v)[i])
	}
}

func (c *codec) words(v *[]uint32) { list(c, v, 1, c.u32) }

// deltas is a list of which each element is stored as its distance from the
// one before, modulo 2^32.
func (c *codec) deltas(v *[]uint32) {
	prev := uint32(0)
	list(c, v, 1, func(x *uint32) {
		d := *x - prev
		if c.u32(&d); c.reading {
			*x = prev + d
		}
		prev = *x
	})
}
