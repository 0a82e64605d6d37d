package sched

// A Model says where tasks may be switched.
type Model uint8

const (
	Preemptive  Model = iota // before any operation: threads
	Cooperative              // only where a task blocks or yields: async/await
)

// models are the names that users give them, and records.
var models = [...]string{Preemptive: "preemptive", Cooperative: "cooperative"}

// Models returns the names of all models, the default first.
func Models() []string { return models[:] }

// ModelOf returns the model with a name.
func ModelOf(name string) (m Model, ok bool) {
	for i := range models {
		if models[i] == name {
			return Model(i), true
		}
	}
	return 0, false
}

// String returns the name that users give it.
func (m Model) String() string { return models[m] }
