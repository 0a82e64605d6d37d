package trace

import "strings"

// Offset returns the line within the function, the first being 1; 0 if the
// start of the function is unknown.
func (f Frame) Offset() int {
	if f.Entry <= 0 || f.Line < f.Entry {
		return 0
	}
	return f.Line - f.Entry + 1
}

// Package returns the import path of a function given by its full name.
func Package(fn string) string {
	path, _ := splitFunc(fn)
	return path
}

// Short returns a function's name without the import path: "(*T).M.func1".
func Short(fn string) string {
	_, name := splitFunc(fn)
	return name
}

// splitFunc divides at the first dot after the last slash that is not within
// type arguments. The linker escapes dots in a path's last element.
func splitFunc(fn string) (path, name string) {
	args := strings.IndexByte(fn, '[')
	if args < 0 {
		args = len(fn)
	}
	slash := strings.LastIndexByte(fn[:args], '/') + 1
	dot := strings.IndexByte(fn[slash:], '.')
	if dot < 0 {
		return "", fn
	}
	return strings.ReplaceAll(fn[:slash+dot], "%2e", "."), fn[slash+dot+1:]
}

// Plain returns the function's full name with the type arguments of generic
// functions left out: they depend on how the compiler shares code.
func Plain(fn string) string {
	if !strings.ContainsAny(fn, "[%") {
		return fn
	}
	var b strings.Builder
	depth := 0
	for _, r := range fn {
		switch r {
		case '[':
			if depth == 0 {
				b.WriteString("[...]")
			}
			depth++
		case ']':
			depth = max(depth-1, 0)
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	path, name := splitFunc(b.String())
	if path == "" {
		return name
	}
	return path + "." + name
}

// Machinery reports whether a function belongs to what carries out an
// operation (the runtime, sync, time, log, testing) and not to the code that asked for it.
func Machinery(fn string) bool {
	switch p := Package(fn); p {
	case "", "runtime", "sync", "sync/atomic", "testing", "internal", "time", "reflect", "log", "syscall":
		return true
	default:
		return strings.HasPrefix(p, "runtime/") || strings.HasPrefix(p, "internal/")
	}
}

// Injected reports whether a frame is of racekit's own part of the controlled
// toolchain.
func (f Frame) Injected() bool {
	return Machinery(f.Func) && (strings.HasPrefix(Base(f.File), "racekit") || strings.HasPrefix(Short(f.Func), "rk") || strings.HasPrefix(Short(f.Func), "(*rk"))
}

// User returns the innermost frame of a stack that is not machinery, else the
// innermost that has a name: a test of package sync has nothing else.
func User(stack []Frame) (Frame, bool) {
	for _, f := range stack {
		if f.Func != "" && !Machinery(f.Func) && f.File != "_testmain.go" {
			return f, true
		}
	}
	for _, f := range stack {
		if f.Func != "" && Package(f.Func) != "runtime" {
			return f, true
		}
	}
	if len(stack) > 0 {
		return stack[0], true
	}
	return Frame{}, false
}

// IsLiteral reports whether the compiler's name is that of a function
// literal: "F.func1" or, inside one, "F.func1.2". But "init.0" is declared.
func IsLiteral(fn string) bool {
	stem, name := stem(fn)
	return stem == "func" || stem == "" && !strings.HasPrefix(name, "init.")
}

// Wrapper reports whether the compiler made the function for one go or
// defer statement: "F.gowrap1", "F.deferwrap2".
func Wrapper(fn string) bool {
	stem, _ := stem(fn)
	return stem == "gowrap" || stem == "deferwrap"
}

// stem returns the last element of a function's name without its number; the
// whole name if it has none.
func stem(fn string) (stem, name string) {
	_, name = splitFunc(Plain(fn))
	last := name[strings.LastIndexByte(name, '.')+1:]
	stem = strings.TrimRight(last, "0123456789")
	if stem == last {
		return name, name
	}
	return stem, name
}
