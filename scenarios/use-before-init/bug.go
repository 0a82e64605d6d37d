package usebeforeinit

func startFirst(start starter, use func(*handler)) {
	var h *handler
	start(func() { use(h) })
	h = &handler{}
}
