package testing

// left sorts the goroutines that remain into leaked ones and others. One from
// before the execution is none of its leaks.
func (w *rkWorker) left(raw *rkw_RawOutcome, tasks int, leaks bool) {
	var info rkw_TaskInfo
	for id := uint32(2); id <= uint32(tasks); id++ {
		rkTask(id, &info)
		switch {
		case info.State == rkw_TaskEnded:
		case info.Leaked && leaks && int(id) > w.res.Base:
			raw.Leaked = append(raw.Leaked, id)
		default:
			raw.Left = append(raw.Left, id)
		}
	}
}

// describe adds to raw what only an execution that is shown needs.
func (w *rkWorker) describe(raw *rkw_RawOutcome, spec *rkw_Spec) {
	raw.Offers = append(raw.Offers, w.res.Offers...)
	raw.Outside = append(raw.Outside, w.res.Outside...)
	rkDescribeTests(raw)
	if raw.Races == 0 || !rkIsIn("testing.(*common).checkRaces", w.res.Stack) {
		raw.Stack = append(raw.Stack, w.res.Stack...)
	}
	var info rkw_TaskInfo
	for id := uint32(1); id <= uint32(w.res.Tasks); id++ {
		rkTask(id, &info)
		raw.Goroutines = append(raw.Goroutines, rkw_TaskRecord{
			ID: id, Parent: info.Parent, Start: info.Start, Go: info.Go, State: info.State,
			Op: uint8(info.Op), Object: info.Object, Wait: info.Wait,
			Stack: append([]uint32(nil), info.Stack[:info.Depth]...), Signature: info.Signature,
		})
	}
	if spec.Stacks {
		rkDescribeEvents(raw, w.res.Stored)
	}
	if spec.Values {
		raw.Values = append(raw.Values, rkValues()...)
	}
}

// rkDescribeEvents adds the stack of each event; equal ones are sent once.
func rkDescribeEvents(raw *rkw_RawOutcome, events int) {
	seen := map[string]uint32{}
	for i := range events {
		stack := rkEventStack(i)
		if stack == nil {
			return
		}
		n := 0
		key := make([]byte, 0, 4*len(stack))
		for n < len(stack) && stack[n] != 0 {
			pc := stack[n]
			key = append(key, byte(pc), byte(pc>>8), byte(pc>>16), byte(pc>>24))
			n++
		}
		at, ok := seen[string(key)]
		if !ok {
			at = uint32(len(raw.Table))
			seen[string(key)] = at
			raw.Table = append(raw.Table, rkw_StackRecord{PCs: append([]uint32(nil), stack[:n]...)})
		}
		raw.EventStack = append(raw.EventStack, at)
	}
}

func rkFramesOf(pcs []uint32) *rkw_FramesReply {
	reply := &rkw_FramesReply{}
	for _, pc := range pcs {
		var l rkw_FrameList
		rkSymbolize(pc, func(fn, file string, line, entry int) {
			l.Frames = append(l.Frames, rkw_CodeFrame{Func: fn, File: file, Line: line, Entry: entry})
		})
		reply.Lists = append(reply.Lists, l)
	}
	return reply
}

// rkIsIn reports whether the function name is in the stack.
func rkIsIn(name string, stack []uint32) bool {
	in := false
	for _, pc := range stack {
		rkSymbolize(pc, func(fn, _ string, _, _ int) { in = in || fn == name })
	}
	return in
}

func rkSort(a []uint32) {
	for i := 1; i < len(a); i++ {
		for j := i; j > 0 && a[j] < a[j-1]; j-- {
			a[j], a[j-1] = a[j-1], a[j]
		}
	}
}
