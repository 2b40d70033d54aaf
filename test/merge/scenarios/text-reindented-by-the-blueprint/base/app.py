def main():
    load()
    connect(1)
    run()
    close()


main()
