package generated

// The model runs code without blocks: conditions and loops are jumps, and what
// a goroutine does is a function.

// Operations that only the model has.
const (
	jump  = ops + iota // to
	skip               // to, unless the condition holds
	read               // of v[A], for Inc
	write              // v[A] = what was read + 1
	taken              // to, unless once[A] is to be done
	done               // with once[A]
	enter              // a block with registers of its own
	leave
)

// An instr is a statement whose block, if it has one, is a function, or the
// cases of a select.
type instr struct {
	Stmt
	to    int
	fn    int
	cases []branch
}

type branch struct {
	Stmt
	to int
}

type function []instr

type compiler struct {
	functions []function
	unknown   bool // it has something that the model does not
}

// function compiles a goroutine, and returns its number. The last thing that it
// does is tail, also if it returns before.
func (c *compiler) function(body []Stmt, tail ...Stmt) int {
	n := len(c.functions)
	c.functions = append(c.functions, nil)
	f := &emitter{compiler: c}
	f.block(body)
	for _, i := range f.returns {
		f.code[i].to = len(f.code)
	}
	f.returns = nil
	f.block(tail)
	c.functions[n] = f.code
	return n
}

type emitter struct {
	*compiler
	code    function
	returns []int // jumps to the end
}

func (f *emitter) emit(i instr) int {
	f.code = append(f.code, i)
	return len(f.code) - 1
}

func (f *emitter) op(op Op, operands ...int) int { return f.emit(instr{Stmt: st(op, operands...)}) }

func (f *emitter) land(i int) { f.code[i].to = len(f.code) }

func (f *emitter) block(body []Stmt) {
	for _, s := range body {
		f.stmt(s)
	}
}

func (f *emitter) stmt(s Stmt) {
	flat := Stmt{Op: s.Op, A: s.A, B: s.B, C: s.C}
	switch s.Op {
	case Inc:
		f.op(read, s.A)
		f.op(write, s.A)
	case Repeat:
		for range s.A {
			f.block(s.Body)
		}
	case While:
		top := f.emit(instr{Stmt: st(skip, s.A, s.B, s.C)})
		f.block(s.Body)
		f.code[f.op(jump)].to = top
		f.land(top)
	case If:
		cond := f.emit(instr{Stmt: st(skip, s.A, s.B, s.C)})
		f.block(s.Body)
		end := f.op(jump)
		f.land(cond)
		f.block(s.Else)
		f.land(end)
	case Range:
		top := f.emit(instr{Stmt: flat})
		f.block(s.Body)
		f.code[f.op(jump)].to = top
		f.land(top)
	case Select:
		at := f.emit(instr{Stmt: flat})
		var ends []int
		for _, c := range s.Body {
			f.code[at].cases = append(f.code[at].cases, branch{Stmt{Op: c.Op, A: c.A, B: c.B}, len(f.code)})
			f.block(c.Body)
			ends = append(ends, f.op(jump))
		}
		for _, i := range ends {
			f.land(i)
		}
	case Do:
		at := f.op(taken, s.A)
		f.block(s.Body)
		f.op(done, s.A)
		f.land(at)
	case Block:
		f.op(enter)
		f.block(s.Body)
		f.op(leave)
	case Return:
		f.returns = append(f.returns, f.op(jump))
	case WGGo:
		f.emit(instr{Stmt: flat, fn: f.function(s.Body, st(WGDone, s.A))})
	case Go, AfterFunc, WhenDone:
		f.emit(instr{Stmt: flat, fn: f.function(s.Body)})
	case Gosched, Log, UsePool:
	case Subtest, Parallel, Cleanup, Now, Deadline, NowTo, WantLater, WantElapsed, WantWithin, OfTest:
		f.unknown = true
	default:
		f.emit(instr{Stmt: flat})
	}
}
