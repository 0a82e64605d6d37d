package namedresult

func capture(value int, start func(func()), log func(int)) (result int) {
	result = value
	start(func() { log(result) })
	return 2 * value
}
