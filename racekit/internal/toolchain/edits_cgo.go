package toolchain

// cgoEdits take ThreadSanitizer out of package runtime/race, which the go command
// adds to each program that it builds with -race: a file of it imports "C", so
// that threads are made by pthread_create, and others import the object files. A
// detector that is written in Go needs neither, and so no C compiler.
func cgoEdits() []Edit {
	const dir = "src/runtime/race/"
	out := []Edit{{Name: "runtime/race: no cgo", File: dir + "race.go", Anchor: "import \"C\"\n", Put: Instead}}
	for _, v := range []string{"v1", "v3"} {
		out = append(out, Edit{Name: "runtime/race: no object of ThreadSanitizer, " + v, File: dir + "race_" + v + "_amd64.go",
			Anchor: "import _ \"runtime/race/internal/amd64" + v + "\"\n", Put: Instead})
	}
	return out
}
