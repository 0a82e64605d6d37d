package engine

import "flag"

// A goFlag is a flag of go build that is handed to the go command as it is.
type goFlag struct {
	name, usage string
	isBool      bool
	load        bool // it changes which files packages have, or whether they load
}

var goFlags = []goFlag{
	{name: "a", usage: "rebuild packages that are up to date", isBool: true},
	{name: "asmflags", usage: "`flags` for the assembler"},
	{name: "buildvcs", usage: "stamp the program with version control information", isBool: true},
	{name: "cover", usage: "instrument the code; racekit test prints how much of it ran in any schedule", isBool: true},
	{name: "covermode", usage: "the coverage `mode`: set, count or atomic; sets -cover"},
	{name: "coverpkg", usage: "instrument packages matching `patterns`; sets -cover"},
	{name: "gcflags", usage: "`flags` for the compiler"},
	{name: "installsuffix", usage: "a `suffix` for the name of the package folder", load: true},
	{name: "ldflags", usage: "`flags` for the linker"},
	{name: "mod", usage: "the module download `mode`: readonly, vendor or mod", load: true},
	{name: "modcacherw", usage: "leave new folders in the module cache writable", isBool: true, load: true},
	{name: "modfile", usage: "use `file` instead of go.mod", load: true},
	{name: "overlay", usage: "replace files as the JSON `file` says", load: true},
	{name: "pgo", usage: "optimize by the profile in `file`"},
	{name: "tags", usage: "build with a comma-separated `list` of tags", load: true},
	{name: "toolexec", usage: "run compiler, linker and vet through the command `cmd`"},
	{name: "trimpath", usage: "remove file system paths from the program", isBool: true},
	{name: "work", usage: "print the go command's temporary folder and keep it", isBool: true},
	{name: "x", usage: "print the commands of the build", isBool: true},
}

// NotOfBuild are the flags of go build that racekit refuses, and why.
var NotOfBuild = map[string]string{
	"asan":       "it cannot be combined with the race detector, and the controlled runtime is not made for it; use go test -asan",
	"buildmode":  "racekit runs test programs of the default mode only",
	"compiler":   "the controlled Go is a copy of one with the compiler gc",
	"gccgoflags": "the controlled Go is a copy of one with the compiler gc",
	"linkshared": "the controlled standard library is not built as a shared library",
	"msan":       "it cannot be combined with the race detector, and the controlled runtime is not made for it; use go test -msan",
	"pkgdir":     "packages of the controlled Go and of yours must not share a folder",
}

// BuildFlags are handed to the go command as they are.
func (o *Options) BuildFlags(fs *flag.FlagSet) {
	fs.String("C", "", "change to `dir` first; other names are relative to it")
	for _, f := range goFlags {
		fs.Var(passed{isBool: f.isBool, add: func(value string) {
			word := "-" + f.name + "=" + value
			o.Build = append(o.Build, word)
			switch f.name {
			case "tags":
				o.Tags = value
			case "cover":
				o.Cover = value != "false"
			case "covermode":
				o.Cover = true
			case "coverpkg":
				o.Cover, o.CoverPkg = true, value
			}
			if f.load {
				o.Load = append(o.Load, word)
			}
		}}, f.name, f.usage)
	}
}

// A passed flag hands its value to the go command.
type passed struct {
	isBool bool
	add    func(string)
}

func (p passed) String() string     { return "" }
func (p passed) Set(s string) error { p.add(s); return nil }
func (p passed) IsBoolFlag() bool   { return p.isBool }
